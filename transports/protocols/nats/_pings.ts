import type { Exchange } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";

/** The wait before the first ping, in milliseconds, and by how much it varies. */
const FIRST = 2_000;
const JITTER = 0.2;

/** Asks a silent client whether it is there, and says when it has been silent too often. */
export class Pings {
  readonly #exchange: Exchange;
  readonly #limits: { readonly pingInterval: number; readonly pingMax: number };
  readonly #transport: Pick<Transport, "write">;
  readonly #stale: () => void;
  #outstanding = 0;
  #sentAt = 0;
  #active = false;

  constructor(
    exchange: Exchange,
    limits: { readonly pingInterval: number; readonly pingMax: number },
    transport: Pick<Transport, "write">,
    stale: () => void,
  ) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#transport = transport;
    this.#stale = stale;
  }

  /** The client has connected, perhaps once more: the first ping measures the way to it and is always sent. */
  begin(): void {
    // In whole milliseconds, because those who wait equally long share a timer.
    const first = Math.round(Math.min(FIRST, this.#limits.pingInterval) * (1 + JITTER * this.#exchange.random()));
    this.#exchange.after("ping", first, () => this.#ping());
  }

  /** The client has said something. */
  active(): void {
    this.#active = true;
  }

  /** How long the client took to answer the last time, in milliseconds; `undefined` before that. */
  rtt: number | undefined = undefined;

  /** The same for a description, in which there is nothing before that. */
  describe(): { readonly rtt?: number } {
    return this.rtt === undefined ? {} : { rtt: this.rtt };
  }

  /** The client has answered. */
  pong(): void {
    if (this.#outstanding > 0) this.rtt = performance.now() - this.#sentAt;
    this.#outstanding = 0;
  }

  #due(): void {
    const active = this.#active;
    this.#active = false;
    if (active) this.#wait();
    else this.#ping();
  }

  #ping(): void {
    if (this.#outstanding + 1 > this.#limits.pingMax) return this.#stale();
    this.#outstanding++;
    this.#sentAt = performance.now();
    this.#transport.write("PING\r\n");
    this.#wait();
  }

  #wait(): void {
    this.#exchange.after("ping", this.#limits.pingInterval, () => this.#due());
  }
}
