import type { Exchange } from "../../../actors/routing/exchange.ts";
import type { Interest } from "../../../actors/routing/forward.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { accountWord, Forwarding, interestLine } from "./encoder.ts";

/** One account's part of a link: what is wanted there, what has been said to be wanted here, and the way to write to it. */
export class Wishes {
  readonly exchange: Exchange;
  /** The account's name on the wire. */
  readonly account: string;
  readonly forwarding: Forwarding;
  readonly #there = new Map<string, Subscription>();
  readonly #said = new Map<string, Interest>();

  constructor(exchange: Exchange) {
    this.exchange = exchange;
    this.account = accountWord(exchange.account);
    this.forwarding = new Forwarding(this.account);
  }

  /** So many want it there. */
  there(subject: string, queue: string | undefined, count: number): void {
    const key = keyOf(subject, queue);
    const known = this.#there.get(key);
    if (count === 0) {
      this.#there.delete(key);
      if (known !== undefined) this.exchange.unsubscribe(known);
      return;
    }
    if (known?.weight === count) return;
    const wish = new Subscription(subject, this.exchange.ref, { queue, remote: "peer", weight: count });
    this.#there.set(key, wish);
    this.exchange.subscribe(wish);
    if (known !== undefined) this.exchange.unsubscribe(known);
  }

  /** Writes what has changed here. */
  here(interest: Interest, write: (line: string | Uint8Array) => void): void {
    if (!isTellable(interest)) return;
    const key = keyOf(interest.subject, interest.queue);
    if ((this.#said.get(key)?.count ?? 0) === interest.count) return;
    if (interest.count === 0) this.#said.delete(key);
    else this.#said.set(key, interest);
    write(interestLine(this.account, interest));
  }

  /** Writes what is different from what was said. */
  allHere(all: readonly Interest[], write: (line: string | Uint8Array) => void): void {
    const wanted = new Set(all.map(({ subject, queue }) => keyOf(subject, queue)));
    for (const [key, interest] of [...this.#said]) if (!wanted.has(key)) this.here({ ...interest, count: 0 }, write);
    for (const interest of all) this.here(interest, write);
  }
}

function keyOf(subject: string, queue: string | undefined): string {
  return queue === undefined ? subject : `${subject} ${queue}`;
}

/** A group whose name is no single word could be made by a program, and would break the line. */
function isTellable({ queue }: Interest): boolean {
  return queue === undefined || /^[^ \r\n]+$/.test(queue);
}
