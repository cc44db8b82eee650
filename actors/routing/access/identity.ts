import type { Exchange } from "../exchange.ts";
import type { Peer } from "../socket.ts";
import { type Authenticator, type Credentials, EVERYBODY, type Grant } from "./authenticator.ts";

/** What becomes of a peer at the door. */
export interface Door {
  /** It is somebody, or may do other things than before: with its account's exchange. */
  admit(exchange: Exchange, grant: Grant): void;
  /** It is nobody: it has shown something wrong, has taken too long, or is no user any more. */
  refuse(why: "wrong" | "late" | "gone"): void;
}

/** Finds out who a peer is, and whether it still may be here. */
export class Identity {
  readonly #access: () => Authenticator | undefined;
  readonly #exchange: Exchange;
  /** Asked for its peer when that is needed: what is known of it may grow. */
  readonly #transport: { readonly peer: Peer };
  readonly #door: Door;
  #state: "unknown" | "asked" | "known" = "unknown";
  #grant: Grant = EVERYBODY;

  /** Without an authenticator everybody may be here. `exchange` is that of those whose account is not known yet. */
  constructor(
    access: () => Authenticator | undefined,
    exchange: Exchange,
    transport: { readonly peer: Peer },
    door: Door,
  ) {
    this.#access = access;
    this.#exchange = exchange;
    this.#transport = transport;
    this.#door = door;
  }

  /** Whether it is known who it is. */
  get known(): boolean {
    return this.#state === "known";
  }

  /** Whether it has shown something that is still being looked at. */
  get asked(): boolean {
    return this.#state === "asked";
  }

  /** Who does not have to show anything is in; the others have so long, in milliseconds. */
  begin(timeout?: number): void {
    const access = this.#access();
    const anonymous = access === undefined ? EVERYBODY : access.anonymous;
    if (anonymous !== undefined) return this.#admit(anonymous);
    this.#exchange.after("authentication", timeout ?? access!.timeout, () => {
      if (this.#state === "unknown") this.#door.refuse("late");
    });
  }

  /** Who it is, as far as anybody was asked to say so. */
  describe(): { readonly user?: string; readonly account?: string } {
    const { user, account } = this.#grant;
    if (this.#grant === EVERYBODY) return {};
    return { account, ...user === "" ? {} : { user } };
  }

  /**
   * Finds out who somebody is that shows this. Until that is known, nothing else of it may be looked at.
   *
   * @param then called when it is known who it is, in a turn of its own
   * @returns whether it is known already; then `then` is not called
   */
  check(credentials: Credentials, then: () => void): boolean {
    const access = this.#access();
    if (access === undefined) return true;
    const { anonymous } = access;
    const { user, password, token, nkey } = credentials;
    if (anonymous === EVERYBODY || (anonymous !== undefined && !(user || password || token || nkey))) {
      if (this.#grant !== anonymous) this.#admit(anonymous);
      return true;
    }
    const before = this.#state;
    this.#state = "asked";
    const decide = (grant: Grant | undefined) => {
      // In a turn of the connection, and behind all that it has caused as somebody else.
      this.#exchange.fence(() => {
        this.#state = before;
        if (grant === undefined) return this.#door.refuse("wrong");
        this.#admit(grant);
        then();
      });
    };
    // Whatever goes wrong, nobody is let in by it.
    access.authenticate(credentials, this.#transport.peer).then(decide, () => decide(undefined));
    return false;
  }

  /** The rules may be others now. */
  review(): void {
    const access = this.#access();
    if (access === undefined || this.#state !== "known") return;
    const grant = access.renew(this.#grant);
    if (grant === undefined) return this.#door.refuse("gone");
    if (grant !== this.#grant) this.#admit(grant);
  }

  #admit(grant: Grant): void {
    const exchange = this.#exchange.in(grant.account);
    if (exchange === undefined) return this.#door.refuse("gone");
    this.#state = "known";
    this.#grant = grant;
    this.#door.admit(exchange, grant);
  }
}
