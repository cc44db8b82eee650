import type { Actor, Handler, Signal } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import { type Group, group } from "../runtime/groups.ts";
import type { Ref } from "../runtime/ref.ts";
import type { Counters } from "./counters.ts";
import { Directory } from "./_directory.ts";
import { Dispatch } from "./_dispatch.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import type { Subscription } from "./subscription.ts";

/** The account of those who name none. */
export const DEFAULT_ACCOUNT = "$G";

/** Everyone who may subscribe at a router. A new incarnation of it asks them all for what they want. */
export function subscribersOf(router: Ref<RouterMessage>): Group<ConnectionMessage> {
  return group(`subscribers of ${router.id}`);
}

/** How long a new incarnation waits for the subscribers, in milliseconds. */
const RECOVERY = 1_000;

/** Messages that may wait for a recovery. */
const STASHED = 65_536;

/** Deliveries after which the subscribers are waited for, and for how many rounds of turns at most. */
const BURST = 4_096;
const PATIENCE = 16;

/** What a router is made of. */
export interface RouterOptions {
  /** Where it counts. */
  readonly counters: Counters;
  /** Whose subjects it routes: those of other accounts are others. Default {@linkcode DEFAULT_ACCOUNT}. */
  readonly account?: string;
}

/**
 * The broadcast router: knows who wants which subject, and passes each publication on to them. It does no I/O and knows
 * no protocol.
 *
 * What one publisher publishes reaches one subscriber in order. A subscriber that ends is gone from the table before the
 * next publication. After a crash the new incarnation first asks all subscribers for their subscriptions, and only then
 * goes on with the publications that have waited: nothing is lost but the message it crashed on.
 *
 * A linked server is a subscriber too: what is published here goes to each one that wants it, once. What comes from one
 * is for the subscribers here and goes no further, so that nothing goes in circles.
 */
export function router(options: RouterOptions): Actor<RouterMessage> {
  return (self) => new Router(self, options).begin();
}

class Router implements Handler<RouterMessage> {
  readonly #self: Context<RouterMessage>;
  readonly #account: string;
  readonly #counters: Counters;
  readonly #directory: Directory;
  readonly #dispatch: Dispatch;
  /** Subscribers that have not yet told this incarnation what they want. */
  readonly #awaited = new Set<Ref<ConnectionMessage>>();

  constructor(self: Context<RouterMessage>, { counters, account = DEFAULT_ACCOUNT }: RouterOptions) {
    this.#self = self;
    this.#account = account;
    this.#counters = counters;
    const random = () => self.system.random();
    this.#directory = new Directory(account, self, random);
    this.#dispatch = new Dispatch(this.#directory, counters, random);
  }

  begin(): Handler<RouterMessage> {
    if (this.#self.incarnation === 1) return this;
    for (const subscriber of this.#self.system.groups.members(subscribersOf(this.#self.ref))) {
      if (!subscriber.tell({ type: "resubscribe", account: this.#account })) continue;
      this.#awaited.add(subscriber);
      this.#self.watch(subscriber);
    }
    if (this.#awaited.size === 0) return this;
    this.#self.timers.after("recovery", RECOVERY, { type: "recovered" });
    return { receive: (message) => this.#recover(message), signal: (signal) => this.signal(signal) };
  }

  signal(signal: Signal): void | Promise<void> {
    const subscriber = signal.ref as Ref<ConnectionMessage>;
    this.#dispatch.told += this.#directory.leave(subscriber);
    if (this.#awaited.delete(subscriber) && this.#awaited.size === 0) this.#recovered();
    return this.#paced();
  }

  receive(message: RouterMessage): void | Promise<void> {
    switch (message.type) {
      case "publish":
        this.#dispatch.publish(message);
        return this.#paced();
      case "volley":
        this.#dispatch.volley(message);
        return this.#paced();
      case "subscribe":
        this.#dispatch.told += this.#directory.add(message.subscription);
        return this.#paced();
      case "unsubscribe":
        this.#unsubscribe(message.subscription, message.max ?? 0);
        return this.#paced();
      case "link":
        this.#directory.label(message.link, `${message.kind} server`);
        return this.#directory.local.join(message.link, message.kind);
      case "label":
        return this.#directory.label(message.subscriber, message.label);
      case "who":
        return void message.replyTo.tell(this.#directory.who(message.subject));
      case "subjects":
        return void message.replyTo.tell(this.#directory.members.subjects(message.prefix));
      case "stats":
        return void message.replyTo.tell(this.#directory.stats);
      case "count":
        return this.#counters.add(message.what);
      case "fence":
        return void message.replyTo.tell(message.fence);
      case "recovered":
        return;
    }
  }

  /** When it has told the subscribers a lot, they get their turns before it goes on: one with many wishes has much to do. */
  #paced(): void | Promise<void> {
    if (this.#dispatch.told < BURST) return;
    this.#dispatch.told = 0;
    return new Promise((resolve) => {
      let rounds = PATIENCE;
      const wait = (rested: boolean) => rested || --rounds === 0 ? resolve() : this.#self.system.afterTurns(wait);
      wait(false);
    });
  }

  #unsubscribe(subscription: Subscription, max: number): void {
    subscription.max = max;
    if (max === 0) this.#dispatch.told += this.#directory.remove(subscription);
    else if (subscription.sent >= max) this.#dispatch.expire(subscription);
  }

  // Recovery

  /** Takes subscriptions and puts all else aside until everybody has been heard. */
  #recover(message: RouterMessage): void | Promise<void> {
    switch (message.type) {
      case "subscribe":
      case "unsubscribe":
      case "label":
      case "count":
        return this.receive(message);
      case "recovered":
        if (message.subscriber === undefined) this.#awaited.clear();
        else this.#awaited.delete(message.subscriber);
        if (this.#awaited.size === 0) this.#recovered();
        return;
      case "publish":
      case "volley":
        return this.#putAside(message.kept());
      case "link":
      case "who":
      case "subjects":
      case "stats":
      case "fence":
        return this.#putAside(message);
    }
  }

  #putAside(message: RouterMessage): void {
    if (this.#self.stash.size < STASHED) this.#self.stash.put(message);
    else this.#counters.add("router_recovery_dropped");
  }

  #recovered(): void {
    this.#self.timers.cancel("recovery");
    this.#self.become(this);
    this.#self.stash.release();
  }
}
