import type { ClosedConnections } from "../actors/routing/connection_info.ts";
import type { Counters } from "../actors/routing/counters.ts";
import type { listener } from "../actors/routing/listener.ts";
import type { Log } from "../actors/routing/log.ts";
import type { Service } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import type { SupervisorContext } from "../actors/runtime/supervisor.ts";
import { type FirstOpened, firstOpened } from "../transports/first_opened.ts";
import type { NatsLimits, NatsServer } from "../transports/protocols/nats/nats_options.ts";
import { Access } from "./auth/access.ts";
import { DEFAULT_ACCOUNT } from "../actors/routing/router.ts";
import type { AuthOptions } from "./auth/options.ts";
import { type MailroomOptions, MAX_CONNECTIONS } from "./options.ts";

/** What the parts of a server share with whoever runs it. */
export interface Shared {
  readonly counters: Counters;
  readonly log: Log;
  readonly closed: ClosedConnections;
}

/** One part of the tree: declares its children. */
export type Part = (self: SupervisorContext, service: Service, arrivals: Arrivals) => void;

/** A part that links this server to others: it starts before the clients' and ends after them. */
export type LinkPart = (self: SupervisorContext, service: Service) => void;

/** Who takes new connections in. */
export type Arrivals = Parameters<typeof listener>[0]["connections"];

/** The names of what can be listened on. */
export type AddressName = "line" | "udp" | "nats" | "ws" | "node" | "http";

/** A server while it is put together: the addresses are opened, so that a failure is the caller's to see. */
export class Setup {
  readonly options: MailroomOptions;
  readonly shared: Shared;
  readonly hostname: string;
  readonly addresses: { [name in AddressName]?: Peer } = {};
  /** What is said to NATS clients and shown to who watches. Replaced as a whole when it changes. */
  nats: NatsServer;
  /** Who may connect. */
  readonly access: Access;
  /** The names of all accounts, the default one first. */
  readonly accounts: readonly string[];
  /** The most TCP connections at once. */
  maxConnections: number;
  readonly #opened: FirstOpened<unknown>[] = [];

  constructor(options: MailroomOptions, shared: Shared, nats: NatsServer) {
    this.options = options;
    this.shared = shared;
    this.hostname = options.hostname ?? "127.0.0.1";
    this.access = new Access(this.#patient(options.auth ?? {}), shared);
    this.accounts = [...new Set([DEFAULT_ACCOUNT, ...options.accounts ?? [], ...this.access.accounts])];
    this.nats = { ...nats, access: this.access };
    this.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
  }

  /** Opens an address by its name. */
  open<T extends { readonly address: Peer; close(): void }>(
    name: AddressName,
    port: number,
    open: (port: number) => T,
  ): FirstOpened<T> {
    const opened = firstOpened(open, port);
    this.#opened.push(opened);
    this.addresses[name] = opened.address;
    return opened;
  }

  /** Holds clients to other limits. */
  limit(
    { maxConnections = this.maxConnections, ...limits }: Partial<NatsLimits> & { readonly maxConnections?: number },
  ): void {
    this.maxConnections = maxConnections;
    const { info } = this.nats;
    const full = { ...this.nats.limits, ...limits };
    this.nats = { ...this.nats, limits: full, info: { ...info, max_payload: full.maxPayload } };
  }

  /** Lets others in; who is in already is to be told. Throws as {@linkcode Access} does. */
  authorize(auth: AuthOptions): void {
    const unknown = auth.users?.find(({ account = DEFAULT_ACCOUNT }) => !this.accounts.includes(account))?.account;
    if (unknown !== undefined) {
      throw new TypeError(
        `Cannot let users into the account ${JSON.stringify(unknown)}: wanted one there was at the start`,
      );
    }
    this.access.configure(this.#patient(auth));
  }

  /** With TLS to begin before they can say who they are, clients have a second more. */
  #patient(auth: AuthOptions): AuthOptions {
    return this.options.tls === undefined ? auth : { timeout: 3_000, ...auth };
  }

  /** Tells NATS clients to look for another server. */
  retire(): void {
    this.nats = { ...this.nats, info: { ...this.nats.info, ldm: true } };
  }

  /** Closes the addresses that no actor has taken, and what runs besides the actors. */
  close(): void {
    this.access.close();
    for (const each of this.#opened) each.close();
  }
}
