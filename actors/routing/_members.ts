import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage, SubjectCount } from "./messages.ts";
import type { Subscription } from "./subscription.ts";

interface Member {
  label: string | undefined;
  readonly subscriptions: Set<Subscription>;
}

/** What the router knows of its subscribers besides the table: what each holds, what it is called, what is listed. */
export class Members {
  readonly #members = new Map<Ref<ConnectionMessage>, Member>();
  readonly #listed = new Map<string, number>();

  /** Returns whether the subscriber was unknown. */
  add(subscription: Subscription): boolean {
    const known = this.#members.has(subscription.subscriber);
    this.#member(subscription.subscriber).subscriptions.add(subscription);
    if (subscription.listed) this.#count(subscription.subject, 1);
    return !known;
  }

  /** Returns whether the subscriber is unknown now. */
  remove(subscription: Subscription): boolean {
    const member = this.#members.get(subscription.subscriber);
    if (!member?.subscriptions.delete(subscription)) return false;
    if (subscription.listed) this.#count(subscription.subject, -1);
    if (member.subscriptions.size > 0 || member.label !== undefined) return false;
    return this.#members.delete(subscription.subscriber);
  }

  /** Forgets a subscriber; returns what it held. */
  leave(subscriber: Ref<ConnectionMessage>): Iterable<Subscription> {
    const member = this.#members.get(subscriber);
    if (member === undefined) return [];
    this.#members.delete(subscriber);
    for (const subscription of member.subscriptions) {
      if (subscription.listed) this.#count(subscription.subject, -1);
    }
    return member.subscriptions;
  }

  /** Returns whether the subscriber was unknown. */
  label(subscriber: Ref<ConnectionMessage>, label: string): boolean {
    const known = this.#members.has(subscriber);
    this.#member(subscriber).label = label;
    return !known;
  }

  /** What a subscriber is called: its label or else the last part of its path. */
  labelOf(subscriber: Ref<ConnectionMessage>): string {
    return this.#members.get(subscriber)?.label ?? subscriber.id.replace(/^.*\//, "").replace(/#.*$/, "");
  }

  subjects(prefix: string): readonly SubjectCount[] {
    return [...this.#listed]
      .filter(([subject]) => subject.startsWith(prefix))
      .map(([subject, subscribers]) => ({ subject, subscribers }));
  }

  #member(subscriber: Ref<ConnectionMessage>): Member {
    let member = this.#members.get(subscriber);
    if (member === undefined) this.#members.set(subscriber, member = { label: undefined, subscriptions: new Set() });
    return member;
  }

  #count(subject: string, change: 1 | -1): void {
    const count = (this.#listed.get(subject) ?? 0) + change;
    if (count === 0) this.#listed.delete(subject);
    else this.#listed.set(subject, count);
  }
}
