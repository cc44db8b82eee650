import type { Exchange } from "../../../actors/routing/exchange.ts";
import { isPattern } from "../../../actors/routing/subjects/subject.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";

interface Wish {
  readonly subject: string;
  readonly queue: string | undefined;
  readonly weight: number;
}

/** What the hub wants. Until the link is open it is only remembered. */
export class HubInterest {
  readonly #most: number;
  readonly #wishes = new Map<string, Wish>();
  readonly #subscriptions = new Map<string, Subscription>();
  #exchange: Exchange | undefined = undefined;

  /** Takes at most so many. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The link is open: from now on the router knows. */
  open(exchange: Exchange): void {
    this.#exchange = exchange;
    for (const [key, wish] of this.#wishes) this.#subscribe(exchange, key, wish);
    this.#wishes.clear();
  }

  /** The hub wants this, or another number of members does. */
  set(subject: string, queue: string | undefined, weight: number): "done" | "invalid" | "too many" {
    if (!isPattern(subject)) return "invalid";
    const key = keyOf(subject, queue);
    const known = this.#exchange === undefined ? this.#wishes : this.#subscriptions;
    if (known.size >= this.#most && !known.has(key)) return "too many";
    const wish = { subject, queue, weight };
    if (this.#exchange === undefined) this.#wishes.set(key, wish);
    else this.#subscribe(this.#exchange, key, wish);
    return "done";
  }

  /** The hub does not want it any more. */
  unset(subject: string, queue: string | undefined): void {
    const key = keyOf(subject, queue);
    this.#wishes.delete(key);
    const subscription = this.#subscriptions.get(key);
    if (subscription === undefined) return;
    this.#subscriptions.delete(key);
    this.#exchange?.unsubscribe(subscription);
  }

  #subscribe(exchange: Exchange, key: string, { subject, queue, weight }: Wish): void {
    const before = this.#subscriptions.get(key);
    if (before !== undefined && before.weight === Math.max(1, weight)) return;
    const subscription = new Subscription(subject, exchange.ref, { queue, remote: "hub", weight });
    this.#subscriptions.set(key, subscription);
    exchange.subscribe(subscription);
    // The other way round there would be a moment without anybody.
    if (before !== undefined) exchange.unsubscribe(before);
  }
}

function keyOf(subject: string, queue: string | undefined): string {
  return queue === undefined ? subject : `${subject} ${queue}`;
}
