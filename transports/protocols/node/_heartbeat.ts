import type { Exchange } from "../../../actors/routing/exchange.ts";

/** How often a node is asked whether it is there, and after how many intervals of silence it is not. */
export interface HeartbeatOptions {
  /** In milliseconds. */
  readonly interval: number;
  readonly max: number;
}

/** Asks a node again and again whether it is there, and says when it has been silent too long. */
export class Heartbeat {
  readonly #exchange: Exchange;
  readonly #options: HeartbeatOptions;
  readonly #ping: () => void;
  readonly #dead: () => void;
  #heard = false;
  #missed = 0;
  #sentAt = 0;
  /** How long the other node took to answer the last time, in milliseconds; `undefined` before that. */
  rtt: number | undefined = undefined;

  constructor(exchange: Exchange, options: HeartbeatOptions, ping: () => void, dead: () => void) {
    this.#exchange = exchange;
    this.#options = options;
    this.#ping = ping;
    this.#dead = dead;
  }

  begin(): void {
    this.#send();
    this.#exchange.after("heartbeat", this.#options.interval, () => this.#due());
  }

  /** Anything has come. */
  active(): void {
    this.#heard = true;
    this.#missed = 0;
  }

  pong(): void {
    if (this.#sentAt !== 0) this.rtt = performance.now() - this.#sentAt;
    this.#sentAt = 0;
  }

  #due(): void {
    const heard = this.#heard;
    this.#heard = false;
    if (!heard && ++this.#missed >= this.#options.max) return this.#dead();
    // Also where it has said something: it may be that it waits for a sign of life and is not read from just now.
    this.#send();
    this.#exchange.after("heartbeat", this.#options.interval, () => this.#due());
  }

  #send(): void {
    this.#sentAt = performance.now();
    this.#ping();
  }
}
