import type { Ref } from "../runtime/ref.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./_directory.ts";
import type { QueueGroup } from "./subjects/_match.ts";
import { type ConnectionMessage, Delivery } from "./messages.ts";
import type { Publication } from "./publication.ts";
import type { Subscription } from "./subscription.ts";
import { type Volley, VolleyDelivery } from "./volley.ts";

/** Passes publications on to those who want them. */
export class Dispatch {
  readonly #directory: Directory;
  readonly #counters: Counters;
  readonly #random: () => number;
  /** How many messages it has sent. Whoever paces it sets it back. */
  told = 0;

  constructor(directory: Directory, counters: Counters, random: () => number) {
    this.#directory = directory;
    this.#counters = counters;
    this.#random = random;
  }

  publish(publication: Publication): void {
    const { plain, groups } = this.#directory.table.match(publication.subject);
    const { queues } = publication;
    const except = publication.echo ? undefined : publication.from;
    let delivered = false;
    for (let i = 0; i < plain.length && !publication.only; i++) {
      if (plain[i]!.subscriber !== except && this.#deliver(publication, plain[i]!)) delivered = true;
    }
    if (queues !== undefined) return this.#toNamed(publication, queues, groups);
    const route = this.#directory.remote.route(publication.subject);
    // Groups that have members elsewhere, until one here has got it.
    const waiting = route === undefined ? undefined : new Set(route.groups.map(({ queue }) => queue));
    for (let i = 0; i < groups.length; i++) {
      if (!this.#toOne(publication, groups[i]!.members, except)) continue;
      delivered = true;
      waiting?.delete(groups[i]!.queue);
    }
    if (route !== undefined) {
      const forwarded = this.#directory.remote.forward(publication, route, waiting);
      this.told += forwarded;
      if (forwarded > 0) delivered = true;
    }
    if (!delivered && publication.receipt) this.#undelivered(publication);
  }

  /** What many have in common is done once; where each goes its own way, they are taken one by one. */
  volley(volley: Volley): void {
    const { publications, queues } = volley;
    const route = queues === undefined ? this.#directory.remote.route(volley.subject) : undefined;
    if (route !== undefined && route.groups.length > 0) return publications.forEach((each) => this.publish(each));
    const { plain, groups } = this.#directory.table.match(volley.subject);
    const except = volley.echo ? undefined : volley.from;
    for (let i = 0; i < plain.length && !volley.only; i++) {
      const subscription = plain[i]!;
      if (subscription.subscriber === except) continue;
      if (subscription.max !== 0 || subscription.denies !== undefined) {
        for (const each of publications) this.#deliver(each, subscription);
      } else if (subscription.subscriber.tell(new VolleyDelivery(volley, subscription))) {
        this.told++;
        subscription.sent += publications.length;
      }
    }
    if (route !== undefined) this.told += this.#directory.remote.forward(volley, route, undefined);
    if (queues !== undefined) return publications.forEach((each) => this.#toNamed(each, queues, groups));
    for (let i = 0; i < groups.length; i++) {
      for (const each of publications) this.#toOne(each, groups[i]!.members, except);
    }
  }

  /** It has had its last delivery. */
  expire(subscription: Subscription): void {
    this.told += this.#directory.remove(subscription);
    subscription.subscriber.tell({ type: "expired", subscription });
  }

  /** Tells the publisher through the subscription with which it waits for the reply; without one it does not wait. */
  #undelivered(publication: Publication): void {
    const { reply, from } = publication;
    if (reply === undefined || from === undefined) return;
    const subscription = this.#directory.table.match(reply).plain.find((each) => each.subscriber === from);
    if (subscription !== undefined) from.tell({ type: "undelivered", publication, subscription });
  }

  #deliver(publication: Publication, subscription: Subscription): boolean {
    this.told++;
    if (subscription.max !== 0 && subscription.sent >= subscription.max) return false;
    if (subscription.denies !== undefined && subscription.denies(publication.subject)) return false;
    if (!subscription.subscriber.tell(new Delivery(publication, subscription))) return false;
    if (++subscription.sent === subscription.max) this.expire(subscription);
    return true;
  }

  /** Gives it to one member, chosen at random; to the next where that one takes nothing. */
  #toOne(
    publication: Publication,
    members: readonly Subscription[],
    except: Ref<ConnectionMessage> | undefined,
  ): boolean {
    const first = Math.floor(this.#random() * members.length);
    for (let i = 0; i < members.length; i++) {
      const subscription = members[(first + i) % members.length]!;
      if (subscription.subscriber !== except && this.#deliver(publication, subscription)) return true;
    }
    return false;
  }

  /** From a linked server: one member here of each group that it has named. */
  #toNamed(publication: Publication, queues: readonly string[], groups: readonly QueueGroup<Subscription>[]): void {
    for (const queue of queues) {
      const group = groups.find((group) => group.queue === queue);
      if (group !== undefined && this.#toOne(publication, group.members, undefined)) continue;
      // The last member has gone while this was on its way. The hub does not choose among our peers; a peer has chosen.
      const { local, remote } = this.#directory;
      const fromHub = publication.from !== undefined && local.kindOf(publication.from) === "hub";
      if (!(fromHub && remote.passOn(publication, queue))) this.#counters.add("queue_deliveries_lost");
    }
  }
}
