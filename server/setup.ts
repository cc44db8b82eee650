import type { ClosedConnections } from "../actors/routing/connection_info.ts";
import type { Counters } from "../actors/routing/counters.ts";
import type { listener } from "../actors/routing/listener.ts";
import type { Log } from "../actors/routing/log.ts";
import type { Service } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import type { SupervisorContext } from "../actors/runtime/supervisor.ts";
import { type FirstOpened, firstOpened } from "../transports/first_opened.ts";
import type { NatsLimits, NatsServer } from "../transports/protocols/nats/nats_options.ts";
import type { MailroomOptions } from "./options.ts";

/** What the parts of a server share with whoever runs it. */
export interface Shared {
  readonly counters: Counters;
  readonly log: Log;
  readonly closed: ClosedConnections;
}

/** One part of the tree: declares its children. */
export type Part = (self: SupervisorContext, service: Service, arrivals: Arrivals) => void;

/** Who takes new connections in. */
export type Arrivals = Parameters<typeof listener>[0]["connections"];

/** The names of what can be listened on. */
export type AddressName = "line" | "udp" | "nats" | "http";

/** A server while it is put together: the addresses are opened, so that a failure is the caller's to see. */
export class Setup {
  readonly options: MailroomOptions;
  readonly shared: Shared;
  readonly hostname: string;
  readonly addresses: { [name in AddressName]?: Peer } = {};
  /** What is said to NATS clients and shown to who watches. Replaced as a whole when it changes. */
  nats: NatsServer;
  readonly #opened: FirstOpened<unknown>[] = [];

  constructor(options: MailroomOptions, shared: Shared, nats: NatsServer) {
    this.options = options;
    this.shared = shared;
    this.hostname = options.hostname ?? "127.0.0.1";
    this.nats = nats;
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

  /** Holds NATS clients to other limits. */
  limit(limits: Partial<NatsLimits>): void {
    const { info } = this.nats;
    const full = { ...this.nats.limits, ...limits };
    this.nats = { ...this.nats, limits: full, info: { ...info, max_payload: full.maxPayload } };
  }

  /** Tells NATS clients to look for another server. */
  retire(): void {
    this.nats = { ...this.nats, info: { ...this.nats.info, ldm: true } };
  }

  /** Closes the addresses that no actor has taken. */
  close(): void {
    for (const each of this.#opened) each.close();
  }
}
