import { type Door as IdentityDoor, Identity } from "../../../actors/routing/access/identity.ts";
import type { Grant } from "../../../actors/routing/access/authenticator.ts";
import type { Exchange } from "../../../actors/routing/exchange.ts";
import type { Peer } from "../../../actors/routing/socket.ts";
import type { ConnectOptions } from "./connect_options.ts";
import { NATS_ERRORS } from "./errors.ts";
import { infoLine, type ServerInfo } from "./info.ts";
import type { NatsServer } from "./nats_options.ts";
import { Permitted } from "./_permitted.ts";

/** What is done with somebody at the door. */
export interface Door {
  /** It is somebody, or may do other things than before: with its account's exchange, and what it may do. */
  admit(exchange: Exchange, permitted: Permitted | undefined): void;
  /** It is to end, with this text. */
  refuse(text: string): void;
}

/** Finds out who a client is, and whether it still may be here. */
export class Authentication implements IdentityDoor {
  readonly #server: () => NatsServer;
  readonly #exchange: Exchange;
  /** Asked for the peer when that matters: before the handshake, nobody knows what its certificate says. */
  readonly #transport: { readonly peer: Peer };
  readonly #door: Door;
  readonly #identity: Identity;
  #nonce: string | undefined = undefined;
  #said: ServerInfo | undefined = undefined;
  #permitted: Permitted | undefined = undefined;

  /** `exchange` is that of those whose account is not known yet. */
  constructor(
    server: () => NatsServer,
    exchange: Exchange,
    transport: { readonly peer: Peer },
    door: Door,
  ) {
    this.#server = server;
    this.#exchange = exchange;
    this.#transport = transport;
    this.#door = door;
    this.#identity = new Identity(() => server().access, exchange, transport, this);
  }

  admit(exchange: Exchange, { permissions }: Grant): void {
    this.#permitted = permissions && new Permitted(permissions, () => exchange.now(), this.#permitted);
    this.#door.admit(exchange, this.#permitted);
  }

  refuse(why: "wrong" | "late" | "gone"): void {
    this.#door.refuse(why === "late" ? NATS_ERRORS.authenticationTimeout : NATS_ERRORS.authorization);
  }

  /** Who does not have to show anything is in. */
  begin(): void {
    this.#identity.begin();
  }

  /** The line of `INFO` for this client. */
  info(): string {
    const { info, access } = this.#server();
    if (access?.signs) this.#nonce ??= nonce();
    this.#said = info;
    return infoLine(info, {
      client_id: this.#exchange.number,
      client_ip: this.#transport.peer.hostname,
      ...access === undefined || access.anonymous !== undefined ? {} : { auth_required: true },
      ...this.#nonce === undefined ? {} : { nonce: this.#nonce },
    });
  }

  /** Whether the server says something else of itself than when this client heard it last. */
  get hasNews(): boolean {
    return this.#server().info !== this.#said;
  }

  /** Who it is, as far as anybody was asked to say so. */
  describe(): { readonly user?: string; readonly account?: string } {
    return this.#identity.describe();
  }

  /** Whether a client that begins with this byte may go on: one that has to say who it is begins with `CONNECT`. */
  begins(byte: number | undefined): boolean {
    if (this.#identity.known || byte === 0x43 || byte === 0x63 || byte === undefined) return true;
    this.#door.refuse(NATS_ERRORS.authorization);
    return false;
  }

  /** Finds out who somebody is that shows this; see {@linkcode Identity.check}. */
  check({ user, pass, auth_token, nkey, sig }: ConnectOptions, then: () => void): boolean {
    const nonce = this.#nonce ?? "";
    return this.#identity.check({ user, password: pass, token: auth_token, nkey, signature: sig, nonce }, then);
  }

  /** The rules may be others now. */
  review(): void {
    this.#identity.review();
  }
}

/** 15 characters that were not there before. */
function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(11));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
