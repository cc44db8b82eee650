import type { Actor, Handler, Signal } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import { type Group, group } from "../runtime/groups.ts";
import type { Ref } from "../runtime/ref.ts";
import type { Counters } from "./counters.ts";
import { type ConnectionMessage, Delivery, type RouterMessage } from "./messages.ts";
import { Members } from "./_members.ts";
import type { Publication } from "./publication.ts";
import { type Volley, VolleyDelivery } from "./volley.ts";
import { SubjectTable } from "./subject_table.ts";
import type { Subscription } from "./subscription.ts";

/** Everyone who may subscribe at a router. A new incarnation of it asks them all for what they want. */
export function subscribersOf(router: Ref<RouterMessage>): Group<ConnectionMessage> {
  return group(`subscribers of ${router.id}`);
}

/** How long a new incarnation waits for the subscribers, in milliseconds. */
const RECOVERY = 1_000;

/** Deliveries after which the subscribers are waited for, and for how many rounds of turns at most. */
const BURST = 4_096;
const PATIENCE = 16;

/** What a router is made of. */
export interface RouterOptions {
  /** Where it counts. */
  readonly counters: Counters;
}

/**
 * The broadcast router: knows who wants which subject, and passes each publication on to them. It does no I/O and knows
 * no protocol.
 *
 * What one publisher publishes reaches one subscriber in order. A subscriber that ends is gone from the table before the
 * next publication. After a crash the new incarnation first asks all subscribers for their subscriptions, and only then
 * goes on with the publications that have waited: nothing is lost but the message it crashed on.
 */
export function router(options: RouterOptions): Actor<RouterMessage> {
  return (self) => new Router(self, options).begin();
}

class Router implements Handler<RouterMessage> {
  readonly #self: Context<RouterMessage>;
  readonly #counters: Counters;
  readonly #table = new SubjectTable<Subscription>();
  readonly #members = new Members();
  /** Subscribers that have not yet told this incarnation what they want. */
  readonly #awaited = new Set<Ref<ConnectionMessage>>();
  /** Deliveries since the subscribers were waited for. */
  #told = 0;

  constructor(self: Context<RouterMessage>, options: RouterOptions) {
    this.#self = self;
    this.#counters = options.counters;
  }

  begin(): Handler<RouterMessage> {
    if (this.#self.incarnation === 1) return this;
    for (const subscriber of this.#self.system.groups.members(subscribersOf(this.#self.ref))) {
      if (!subscriber.tell({ type: "resubscribe" })) continue;
      this.#awaited.add(subscriber);
      this.#self.watch(subscriber);
    }
    if (this.#awaited.size === 0) return this;
    this.#self.timers.after("recovery", RECOVERY, { type: "recovered" });
    return { receive: (message) => this.#recover(message), signal: (signal) => this.signal(signal) };
  }

  signal(signal: Signal): void {
    const subscriber = signal.ref as Ref<ConnectionMessage>;
    for (const subscription of this.#members.leave(subscriber)) {
      this.#table.remove(subscription.subject, subscription, subscription.queue);
    }
    if (this.#awaited.delete(subscriber) && this.#awaited.size === 0) this.#recovered();
  }

  receive(message: RouterMessage): void | Promise<void> {
    switch (message.type) {
      case "publish":
        this.#publish(message);
        return this.#paced();
      case "volley":
        this.#volley(message);
        return this.#paced();
      case "subscribe":
        return this.#subscribe(message.subscription);
      case "unsubscribe":
        return this.#unsubscribe(message.subscription, message.max ?? 0);
      case "label":
        if (this.#members.label(message.subscriber, message.label)) this.#self.watch(message.subscriber);
        return;
      case "who":
        return void message.replyTo.tell(this.#who(message.subject));
      case "subjects":
        return void message.replyTo.tell(this.#members.subjects(message.prefix));
      case "stats":
        return void message.replyTo.tell({ ...this.#table.stats, size: this.#table.size });
      case "fence":
        return void message.replyTo.tell(message.fence);
      case "recovered":
        return;
    }
  }

  /** When it has told the subscribers a lot, they get their turns before it goes on: one with many wishes has much to do. */
  #paced(): void | Promise<void> {
    if (this.#told < BURST) return;
    this.#told = 0;
    return new Promise((resolve) => {
      let rounds = PATIENCE;
      const wait = (rested: boolean) => rested || --rounds === 0 ? resolve() : this.#self.system.afterTurns(wait);
      wait(false);
    });
  }

  #publish(publication: Publication): void {
    const { plain, groups } = this.#table.match(publication.subject);
    const except = publication.echo ? undefined : publication.from;
    let delivered = false;
    for (let i = 0; i < plain.length; i++) {
      if (plain[i]!.subscriber !== except && this.#deliver(publication, plain[i]!)) delivered = true;
    }
    for (let i = 0; i < groups.length; i++) {
      if (this.#toOne(publication, groups[i]!.members, except)) delivered = true;
    }
    if (!delivered && publication.receipt) this.#undelivered(publication);
  }

  /** What many have in common is done once; where each goes its own way, they are taken one by one. */
  #volley(volley: Volley): void {
    const { publications } = volley;
    const { plain, groups } = this.#table.match(volley.subject);
    const except = volley.echo ? undefined : volley.from;
    for (let i = 0; i < plain.length; i++) {
      const subscription = plain[i]!;
      if (subscription.subscriber === except) continue;
      if (subscription.max !== 0) { for (const each of publications) this.#deliver(each, subscription); }
      else if (subscription.subscriber.tell(new VolleyDelivery(volley, subscription))) {
        this.#told++;
        subscription.sent += publications.length;
      }
    }
    for (let i = 0; i < groups.length; i++) {
      for (const each of publications) this.#toOne(each, groups[i]!.members, except);
    }
  }

  /** Tells the publisher through the subscription with which it waits for the reply; without one it does not wait. */
  #undelivered(publication: Publication): void {
    const { reply, from } = publication;
    if (reply === undefined || from === undefined) return;
    const subscription = this.#table.match(reply).plain.find((each) => each.subscriber === from);
    if (subscription !== undefined) from.tell({ type: "undelivered", publication, subscription });
  }

  #deliver(publication: Publication, subscription: Subscription): boolean {
    this.#told++;
    if (subscription.max !== 0 && subscription.sent >= subscription.max) return false;
    if (!subscription.subscriber.tell(new Delivery(publication, subscription))) return false;
    if (++subscription.sent === subscription.max) this.#expire(subscription);
    return true;
  }

  /** It has had its last delivery. */
  #expire(subscription: Subscription): void {
    this.#remove(subscription);
    subscription.subscriber.tell({ type: "expired", subscription });
  }

  /** Gives it to one member, chosen at random; to the next where that one takes nothing. */
  #toOne(
    publication: Publication,
    members: readonly Subscription[],
    except: Ref<ConnectionMessage> | undefined,
  ): boolean {
    const first = Math.floor(this.#self.system.random() * members.length);
    for (let i = 0; i < members.length; i++) {
      const subscription = members[(first + i) % members.length]!;
      if (subscription.subscriber !== except && this.#deliver(publication, subscription)) return true;
    }
    return false;
  }

  #subscribe(subscription: Subscription): void {
    if (!this.#table.insert(subscription.subject, subscription, subscription.queue)) return;
    if (this.#members.add(subscription)) this.#self.watch(subscription.subscriber);
  }

  #unsubscribe(subscription: Subscription, max: number): void {
    subscription.max = max;
    if (max === 0) this.#remove(subscription);
    else if (subscription.sent >= max) this.#expire(subscription);
  }

  #remove(subscription: Subscription): void {
    if (!this.#table.remove(subscription.subject, subscription, subscription.queue)) return;
    if (this.#members.remove(subscription)) this.#self.unwatch(subscription.subscriber);
  }

  #who(subject: string): readonly string[] {
    const { plain, groups } = this.#table.match(subject);
    const all = [...plain, ...groups.flatMap((group) => group.members)];
    return [...new Set(all.map((subscription) => subscription.subscriber))].map((ref) => this.#members.labelOf(ref));
  }

  // Recovery

  /** Takes subscriptions and puts all else aside until everybody has been heard. */
  #recover(message: RouterMessage): void | Promise<void> {
    switch (message.type) {
      case "subscribe":
      case "unsubscribe":
      case "label":
        return this.receive(message);
      case "recovered":
        if (message.subscriber === undefined) this.#awaited.clear();
        else this.#awaited.delete(message.subscriber);
        if (this.#awaited.size === 0) this.#recovered();
        return;
      case "publish":
      case "volley":
        return this.#putAside(message.kept());
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

/** Messages that may wait for a recovery. */
const STASHED = 65_536;
