import type { Ref } from "../runtime/ref.ts";
import { Forward, NO_QUEUES } from "./forward.ts";
import type { ConnectionMessage } from "./messages.ts";
import type { Match } from "./subjects/_match.ts";
import type { Publication } from "./publication.ts";
import { SubjectTable } from "./subjects/subject_table.ts";
import type { Subscription } from "./subscription.ts";
import type { Volley } from "./volley.ts";

/** Which linked servers want a subject. */
export interface Route {
  /** Where there are subscribers for themselves; each link once. */
  readonly links: readonly Ref<ConnectionMessage>[];
  /** Where there are members of queue groups. */
  readonly groups: readonly RemoteGroup[];
}

interface RemoteGroup {
  readonly queue: string;
  /** A peer is as close as our own: the hub is asked only where no peer has a member. */
  readonly peers: readonly Subscription[];
  readonly hubs: readonly Subscription[];
}

/** What is wanted at the servers that are linked, and who of them gets what is published here. */
export class RemoteInterest {
  readonly #account: string;
  readonly #random: () => number;
  readonly #table = new SubjectTable<Subscription>();
  readonly #routes = new WeakMap<Match<Subscription>, Route>();

  constructor(account: string, random: () => number) {
    this.#account = account;
    this.#random = random;
  }

  get size(): number {
    return this.#table.size;
  }

  insert(subscription: Subscription): boolean {
    return this.#table.insert(subscription.subject, subscription, subscription.queue);
  }

  remove(subscription: Subscription): boolean {
    return this.#table.remove(subscription.subject, subscription, subscription.queue);
  }

  /** Where a subject is wanted; `undefined` for nowhere. */
  route(subject: string): Route | undefined {
    if (this.#table.size === 0) return undefined;
    const match = this.#table.match(subject);
    if (match.plain.length === 0 && match.groups.length === 0) return undefined;
    let route = this.#routes.get(match);
    if (route === undefined) this.#routes.set(match, route = routeOf(match));
    return route;
  }

  /**
   * Sends something published here to whoever wants it there, and to one member of each group in `waiting`.
   *
   * @returns to how many links it went
   */
  forward(publication: Publication | Volley, route: Route, waiting: ReadonlySet<string> | undefined): number {
    const chosen = waiting === undefined || waiting.size === 0 ? undefined : this.#choose(route.groups, waiting);
    let told = 0;
    for (const link of route.links) {
      const queues = chosen?.get(link);
      chosen?.delete(link);
      if (link.tell(new Forward(this.#account, publication, queues ?? NO_QUEUES, true))) told++;
    }
    if (chosen === undefined) return told;
    for (const [link, queues] of chosen) {
      if (link.tell(new Forward(this.#account, publication, queues, false))) told++;
    }
    return told;
  }

  /** Hands something that the hub meant for one member of a group to a peer that has one. */
  passOn(publication: Publication, queue: string): boolean {
    const group = this.route(publication.subject)?.groups.find((group) => group.queue === queue);
    if (group === undefined || group.peers.length === 0) return false;
    const { subscriber } = this.#one(group.peers);
    return subscriber.tell(new Forward(this.#account, publication, [queue], false));
  }

  #choose(groups: readonly RemoteGroup[], waiting: ReadonlySet<string>): Map<Ref<ConnectionMessage>, string[]> {
    const chosen = new Map<Ref<ConnectionMessage>, string[]>();
    for (const { queue, peers, hubs } of groups) {
      if (!waiting.has(queue)) continue;
      const { subscriber } = this.#one(peers.length > 0 ? peers : hubs);
      const queues = chosen.get(subscriber);
      if (queues === undefined) chosen.set(subscriber, [queue]);
      else queues.push(queue);
    }
    return chosen;
  }

  /** One of them, at random: the more members a server has, the more often it. */
  #one(wishes: readonly Subscription[]): Subscription {
    if (wishes.length === 1) return wishes[0]!;
    let left = this.#random() * wishes.reduce((sum, { weight }) => sum + weight, 0);
    for (const wish of wishes) {
      left -= wish.weight;
      if (left < 0) return wish;
    }
    return wishes.at(-1)!;
  }
}

function routeOf({ plain, groups }: Match<Subscription>): Route {
  return {
    links: [...new Set(plain.map(({ subscriber }) => subscriber))],
    groups: groups.map(({ queue, members }) => ({
      queue,
      peers: members.filter(({ remote }) => remote === "peer"),
      hubs: members.filter(({ remote }) => remote === "hub"),
    })),
  };
}
