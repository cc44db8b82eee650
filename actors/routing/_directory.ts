import type { Ref } from "../runtime/ref.ts";
import { LocalInterest } from "./_local_interest.ts";
import { Members } from "./_members.ts";
import type { ConnectionMessage, RouterStats } from "./messages.ts";
import { RemoteInterest } from "./_remote_interest.ts";
import { SubjectTable } from "./subjects/subject_table.ts";
import type { Subscription } from "./subscription.ts";

/** Who is told when a subscriber ends: it is forgotten then. */
interface Watching {
  watch(subscriber: Ref<ConnectionMessage>): void;
  unwatch(subscriber: Ref<ConnectionMessage>): void;
}

/** All that a router knows: who wants what, here and at the servers that are linked. */
export class Directory {
  readonly table = new SubjectTable<Subscription>();
  readonly members = new Members();
  readonly local: LocalInterest;
  readonly remote: RemoteInterest;
  readonly #watching: Watching;

  constructor(account: string, watching: Watching, random: () => number) {
    this.local = new LocalInterest(account, this.table);
    this.remote = new RemoteInterest(account, random);
    this.#watching = watching;
  }

  /** Returns how many links were told of it. */
  add(subscription: Subscription): number {
    const { subject, queue, subscriber, remote } = subscription;
    const added = remote === undefined
      ? this.table.insert(subject, subscription, queue)
      : this.remote.insert(subscription);
    if (!added) return 0;
    if (this.members.add(subscription)) this.#watching.watch(subscriber);
    return remote === undefined ? this.local.changed(subscription, 1) : 0;
  }

  /** Returns how many links were told of it. */
  remove(subscription: Subscription): number {
    const told = this.#withdraw(subscription);
    if (told < 0) return 0;
    if (this.members.remove(subscription)) this.#watching.unwatch(subscription.subscriber);
    return told;
  }

  /** Forgets a subscriber that has ended. Returns how often links were told of it. */
  leave(subscriber: Ref<ConnectionMessage>): number {
    // Before its wishes go: a link that has ended is told nothing more.
    this.local.leave(subscriber);
    let told = 0;
    for (const subscription of this.members.leave(subscriber)) told += Math.max(0, this.#withdraw(subscription));
    return told;
  }

  label(subscriber: Ref<ConnectionMessage>, label: string): void {
    if (this.members.label(subscriber, label)) this.#watching.watch(subscriber);
  }

  /** The labels of those who would hear a subject. */
  who(subject: string): readonly string[] {
    const { plain, groups } = this.table.match(subject);
    const all = [...plain, ...groups.flatMap((group) => group.members)];
    return [...new Set(all.map(({ subscriber }) => subscriber))].map((ref) => this.members.labelOf(ref));
  }

  get stats(): RouterStats {
    return { ...this.table.stats, size: this.table.size, remote: this.remote.size };
  }

  /** Returns how many links were told, or -1 if there was no such subscription. */
  #withdraw(subscription: Subscription): number {
    const { subject, queue, remote } = subscription;
    if (remote !== undefined) return this.remote.remove(subscription) ? 0 : -1;
    return this.table.remove(subject, subscription, queue) ? this.local.changed(subscription, -1) : -1;
  }
}
