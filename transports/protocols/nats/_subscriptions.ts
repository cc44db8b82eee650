import type { Exchange } from "../../../actors/routing/exchange.ts";
import { isPattern } from "../../../actors/routing/subjects/subject.ts";
import type { Subscription } from "../../../actors/routing/subscription.ts";
import { NATS_ERRORS, subscribeViolation, tooManyTokens, withdrawal } from "./errors.ts";
import type { NatsServer } from "./nats_options.ts";
import { NatsSubscription } from "./nats_subscription.ts";
import type { Permitted } from "./_permitted.ts";
import { SYSTEM_QUEUE } from "./_reserved.ts";

/** What those have who have subscribed to nothing. */
const NONE: ReadonlyMap<string, NatsSubscription> = new Map();

/** The subscriptions of one client, by the names that it has given them. */
export class NatsSubscriptions {
  #all: ReadonlyMap<string, NatsSubscription> = NONE;

  /** How many there are. */
  get size(): number {
    return this.#all.size;
  }

  /** Subscribes, unless there is something against it: the text of that. A name that is in use stays what it is. */
  add(
    subject: string,
    queue: string | undefined,
    sid: string,
    exchange: Exchange,
    { limits, trace }: NatsServer,
    permitted: Permitted | undefined,
  ): string | undefined {
    const { maxSubscriptions, maxSubscriptionTokens } = limits;
    if (queue === SYSTEM_QUEUE || permitted?.subscribes(subject, queue) === false) {
      return subscribeViolation(subject, queue);
    }
    if (maxSubscriptionTokens > 0 && subject.split(".").length > maxSubscriptionTokens) return tooManyTokens(subject);
    const full = maxSubscriptions > 0 && this.#all.size >= maxSubscriptions;
    if (full || !exchange.admits(subject)) {
      exchange.count("subscriptions_refused");
      return NATS_ERRORS.subscriptions;
    }
    if (this.#all.has(sid)) return undefined;
    if (!isPattern(subject)) return NATS_ERRORS.subject;
    trace?.(exchange.number, `[SUB ${subject}${queue === undefined ? "" : ` ${queue}`} ${sid}]`);
    const subscription = new NatsSubscription(subject, exchange.ref, sid, queue);
    permitted?.guard(subscription);
    if (this.#all === NONE) this.#all = new Map();
    (this.#all as Map<string, NatsSubscription>).set(sid, subscription);
    exchange.subscribe(subscription);
    return undefined;
  }

  /** Ends one: now or, where `max` is above 0, after so many deliveries in all. */
  remove(sid: string, max: number, exchange: Exchange): void {
    const subscription = this.#all.get(sid);
    if (subscription === undefined) return;
    if (max === 0) this.#forget(sid);
    exchange.unsubscribe(subscription, max);
  }

  /** One has come to its end by itself. */
  expired(subscription: Subscription): void {
    if (this.#all.get(subscription.sid) === subscription) this.#forget(subscription.sid);
  }

  #forget(sid: string): void {
    (this.#all as Map<string, NatsSubscription>).delete(sid);
  }

  /** Ends those that may not be there any more, and has the others hear what may be heard now. Returns what is said of it. */
  enforce(exchange: Exchange, permitted: Permitted | undefined): string[] {
    const texts: string[] = [];
    for (const subscription of this.#all.values()) {
      const { subject, queue, sid } = subscription;
      if (permitted === undefined) subscription.denies = undefined;
      else if (permitted.subscribes(subject, queue)) permitted.guard(subscription);
      else {
        this.remove(sid, 0, exchange);
        texts.push(withdrawal(subject, sid));
      }
    }
    return texts;
  }
}
