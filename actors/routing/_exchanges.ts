import type { Context } from "../runtime/context.ts";
import type { SubscriptionInfo, Traffic } from "./connection_info.ts";
import type { ConnectionMessage, RouterMessage } from "./messages.ts";
import { DEFAULT_ACCOUNT, subscribersOf } from "./router.ts";
import { Routing, type Shared } from "./_routing.ts";
import type { Ref } from "../runtime/ref.ts";
import type { Service } from "./service.ts";
import type { Subscription } from "./subscription.ts";

/** A connection's dealings with the routers of all accounts that it has to do with: for a client that is one. */
export class Exchanges implements Shared {
  readonly #self: Context<ConnectionMessage>;
  readonly service: Service;
  readonly outbox: { readonly buffered: number };
  readonly number: number;
  /** Nearly always one. What is pushed onto an array gets room for sixteen more, so none is. */
  #all: readonly Routing[] = [];
  readonly traffic: Traffic = { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 };
  /** With the default account's. */
  readonly first: Routing;

  constructor(
    self: Context<ConnectionMessage>,
    service: Service,
    router: Ref<RouterMessage>,
    number: number,
    outbox: { readonly buffered: number },
  ) {
    this.#self = self;
    this.service = service;
    this.number = number;
    this.outbox = outbox;
    this.first = this.#join(DEFAULT_ACCOUNT, router);
  }

  /** The dealings with an account's router; `undefined` where there is no such account. */
  in(account: string): Routing | undefined {
    const known = this.#all.find((each) => each.account === account);
    if (known !== undefined) return known;
    const router = this.service.accounts?.get(account);
    return router === undefined ? undefined : this.#join(account, router);
  }

  #join(account: string, router: Ref<RouterMessage>): Routing {
    const routing = new Routing(this.#self, account, router, this);
    this.#all = this.#all.concat(routing);
    this.#self.system.groups.join(subscribersOf(router), this.#self.ref);
    return routing;
  }

  /** A turn has begun: what is published in it may be gathered until it is over. */
  begin(): void {
    for (const each of this.#all) each.begin();
  }

  /** The turn is over. */
  end(): void {
    for (const each of this.#all) each.end();
  }

  /** The connection is over. */
  leave(): void {
    for (const each of this.#all) each.leave();
  }

  /** Calls `then` when the routers have dealt with all that they have been told. */
  fence(then: () => void): void {
    let left = this.#all.length;
    for (const each of this.#all) each.fence(() => --left === 0 && then());
  }

  /** Calls `then` when all that was asked has been answered; at once where nothing was. */
  answered(then: () => void): void {
    let left = this.#all.length;
    for (const each of this.#all) each.answered(() => --left === 0 && then());
  }

  /** A subscription has come to its end by itself. */
  expired(subscription: Subscription): void {
    for (const each of this.#all) each.expired(subscription);
  }

  get subscriptions(): readonly SubscriptionInfo[] {
    return this.#all.flatMap((each) => each.subscriptions);
  }
}
