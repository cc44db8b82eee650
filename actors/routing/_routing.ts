import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import type { Question } from "../runtime/ask.ts";
import type { SubscriptionInfo, Traffic } from "./connection_info.ts";
import type { Exchange } from "./exchange.ts";
import type { LinkKind } from "./forward.ts";
import type { ConnectionMessage, RouterMessage, SubjectCount } from "./messages.ts";
import type { Publication } from "./publication.ts";
import type { Service } from "./service.ts";
import { follows, Volley } from "./volley.ts";
import type { Subscription } from "./subscription.ts";

/** What a connection's dealings with the routers of all accounts have in common. */
export interface Shared {
  readonly service: Service;
  readonly number: number;
  readonly outbox: { readonly buffered: number };
  /** What the connection has received and sent, whatever the account. */
  readonly traffic: Traffic;
  in(account: string): Exchange | undefined;
}

/** What is subscribed to by those who have not subscribed to anything. */
const NOTHING: ReadonlySet<Subscription> = new Set();

/** A connection's side of its dealings with the router: keeps what the router is to be told again after a crash. */
export class Routing implements Exchange {
  readonly ref: Ref<ConnectionMessage>;
  readonly account: string;
  readonly #self: Context<ConnectionMessage>;
  readonly #router: Ref<RouterMessage>;
  readonly #shared: Shared;
  #subscriptions: ReadonlySet<Subscription> = NOTHING;
  readonly #traffic: Traffic;
  /** What was published last in this turn and may be followed by more of its kind. */
  #pending: Publication | Volley | undefined = undefined;
  #turn = false;
  #label: string | undefined = undefined;
  #linked: LinkKind | undefined = undefined;
  /** Questions and fences that have not come back. */
  #open = 0;
  #answered: (() => void) | undefined = undefined;

  constructor(self: Context<ConnectionMessage>, account: string, router: Ref<RouterMessage>, shared: Shared) {
    this.#self = self;
    this.ref = self.ref;
    this.account = account;
    this.#router = router;
    this.#shared = shared;
    this.#traffic = shared.traffic;
  }

  get number(): number {
    return this.#shared.number;
  }

  in(account: string): Exchange | undefined {
    return this.#shared.in(account);
  }

  get buffered(): number {
    return this.#shared.outbox.buffered;
  }

  publish(publication: Publication): void {
    this.#traffic.inMessages++;
    this.#traffic.inBytes += publication.size;
    const pending = this.#pending;
    if (pending?.type === "volley" && pending.add(publication)) return;
    if (pending?.type === "publish" && !pending.receipt && follows(publication, pending)) {
      this.#pending = new Volley(pending, publication);
      return;
    }
    this.flush();
    if (this.#turn) this.#pending = publication;
    else this.#router.tell(publication);
  }

  /** A turn has begun: what is published in it may be gathered until it is over. */
  begin(): void {
    this.#turn = true;
  }

  /** The turn is over. */
  end(): void {
    this.#turn = false;
    this.flush();
  }

  /** Tells the router what has been gathered: it comes before whatever the router is told next. */
  flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#router.tell(pending);
  }

  #tell(message: RouterMessage): boolean {
    this.flush();
    return this.#router.tell(message);
  }

  admits(subject: string): boolean {
    return this.#shared.service.quota?.admits(subject) ?? true;
  }

  subscribe(subscription: Subscription): void {
    if (this.#subscriptions === NOTHING) this.#subscriptions = new Set();
    (this.#subscriptions as Set<Subscription>).add(subscription);
    if (subscription.remote === undefined) this.#shared.service.quota?.add(subscription.subject);
    this.#tell({ type: "subscribe", subscription });
  }

  unsubscribe(subscription: Subscription, max = 0): void {
    if (max === 0) this.expired(subscription);
    this.#tell({ type: "unsubscribe", subscription, max });
  }

  /** A subscription has come to its end. */
  expired(subscription: Subscription): void {
    if (!(this.#subscriptions as Set<Subscription>).delete(subscription)) return;
    if (subscription.remote === undefined) this.#shared.service.quota?.remove(subscription.subject);
  }

  /** The connection is over: what it held is free for others. */
  leave(): void {
    for (const subscription of this.#subscriptions) this.expired(subscription);
  }

  label(label: string): void {
    this.#label = label;
    this.#tell({ type: "label", subscriber: this.ref, label });
  }

  link(kind: LinkKind): void {
    this.#linked = kind;
    this.#tell({ type: "link", link: this.ref, kind });
  }

  who(subject: string, then: (labels: readonly string[]) => void): void {
    this.#ask({ type: "who", subject }, then);
  }

  subjects(prefix: string, then: (subjects: readonly SubjectCount[]) => void): void {
    this.#ask({ type: "subjects", prefix }, then);
  }

  count(what: string): void {
    this.#shared.service.counters.add(what);
  }

  fence(then: () => void): void {
    this.#open++;
    const fence = { type: "fence", run: () => this.#settle(then) } as const;
    // A router that takes nothing has nothing to wait for, and whoever waited would wait for ever.
    if (!this.#tell({ type: "fence", replyTo: this.ref, fence })) fence.run();
  }

  /** Calls `then` when all that was asked has been answered; at once where nothing was. */
  answered(then: () => void): void {
    if (this.#open === 0) then();
    else this.#answered = then;
  }

  after(key: string, delay: number, then: () => void): void {
    this.#self.timers.after(key, delay, { type: "settled", run: then });
  }

  random(): number {
    return this.#self.system.random();
  }

  now(): number {
    return this.#self.system.now();
  }

  get subscriptions(): readonly SubscriptionInfo[] {
    return [...this.#subscriptions].map(({ subject, queue, sid, sent, max }) => ({ subject, queue, sid, sent, max }));
  }

  /** Tells a new incarnation of the router everything. */
  repeat(): void {
    for (const subscription of this.#subscriptions) this.#tell({ type: "subscribe", subscription });
    if (this.#label !== undefined) this.#tell({ type: "label", subscriber: this.ref, label: this.#label });
    if (this.#linked !== undefined) this.#tell({ type: "link", link: this.ref, kind: this.#linked });
    this.#tell({ type: "recovered", subscriber: this.ref });
  }

  /** An answer comes back as a message, so that it is dealt with in a turn; where there is none, nothing is done. */
  #ask<Q extends Question<RouterMessage>, A>(question: Q, then: (answer: A) => void): void {
    this.#open++;
    this.flush();
    this.#self.pipe(
      this.#self.ask(this.#router, question) as Promise<A>,
      (answer) => ({ type: "settled", run: () => this.#settle(() => then(answer)) }),
      () => ({ type: "settled", run: () => this.#settle(() => {}) }),
    );
  }

  #settle(then: () => void): void {
    this.#open--;
    then();
    if (this.#open > 0) return;
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.();
  }
}
