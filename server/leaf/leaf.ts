import { dialled } from "../../actors/routing/admission/admission.ts";
import { connection } from "../../actors/routing/connection.ts";
import type { ConnectionMessage } from "../../actors/routing/messages.ts";
import type { Service } from "../../actors/routing/service.ts";
import { CONNECTION_SPEC } from "../../actors/routing/tree.ts";
import type { Actor, Handler, Signal } from "../../actors/runtime/actor.ts";
import { backoffDelay } from "../../actors/runtime/backoff.ts";
import type { Context } from "../../actors/runtime/context.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { HubInfo } from "../../transports/protocols/leaf/hub_info.ts";
import type { LeafEvent } from "../../transports/protocols/leaf/leaf_link.ts";
import { LeafProtocol } from "../../transports/protocols/leaf/leaf_protocol.ts";
import { addressText, type LeafAddress } from "./leaf_address.ts";
import { type OpenedLink, openLink } from "./_open_link.ts";
import type { LeafSettings } from "./_settled.ts";
import type { Siblings, Yield } from "./_siblings.ts";

/** What the actor of a leaf understands. */
type LeafMessage =
  | { readonly type: "dial" }
  | { readonly type: "opened"; readonly opened: OpenedLink }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "event"; readonly event: LeafEvent }
  /** The connection's actor has ended; behind all that it had to say. */
  | { readonly type: "ended" }
  | Yield;

type Over = Extract<LeafEvent, { readonly type: "over" }>;

/** The waits between attempts, in milliseconds. */
const BACKOFF = { min: 250, max: 10_000, jitter: 0.5 } as const;
/** The wait where the hub, or who has configured one of the two, needs the time. */
const PAUSE = 30_000;
/** A link that stood for so long, in milliseconds, was a good one. */
const CALM = 5_000;
const SAME = "another link of this node leads to the same cluster";
/** A hub is many clients: a link may lag behind by more than one of them. */
const SPEC = { ...CONNECTION_SPEC, capacity: 1 << 18 } as const;

/**
 * Keeps the link to one hub: dials its addresses in turn, with growing waits, and again whenever the link is lost. The link
 * itself is a connection's actor, a child.
 */
export function leaf(settings: LeafSettings, service: Service, siblings: Siblings): Actor<never> {
  return (self) => new Leaf(self as unknown as Context<LeafMessage>, settings, service, siblings).begin();
}

class Leaf implements Handler<LeafMessage> {
  readonly #self: Context<LeafMessage>;
  readonly #settings: LeafSettings;
  readonly #service: Service;
  readonly #siblings: Siblings;
  #address: LeafAddress;
  #child: Ref<ConnectionMessage> | undefined = undefined;
  /** Attempts since the last good link. */
  #attempts = 0;
  #linkedAt: number | undefined = undefined;
  #over: Over | undefined = undefined;

  constructor(self: Context<LeafMessage>, settings: LeafSettings, service: Service, siblings: Siblings) {
    this.#self = self;
    this.#settings = settings;
    this.#service = service;
    this.#siblings = siblings;
    this.#address = settings.alternatives.next();
  }

  begin(): this {
    this.#dial();
    return this;
  }

  receive(message: LeafMessage): void {
    switch (message.type) {
      case "dial":
        this.#address = this.#settings.alternatives.next();
        return this.#dial();
      case "opened":
        return this.#opened(message.opened);
      case "failed":
        this.#service.counters.add("leaf_dials_failed");
        return this.#again(`Cannot link to ${this.#where}: ${text(message.error)}`, "soon");
      case "event":
        return this.#event(message.event);
      case "ended":
        return this.#ended();
      case "yield":
        this.#over ??= { type: "over", text: SAME, again: "pause" };
        return void this.#child?.tell({ type: "close", reason: SAME });
    }
  }

  stopped(): void {
    this.#siblings.leave(this.#settings.rank);
  }

  signal(signal: Signal): void {
    // Signals overtake messages, and the last of those says why it has ended.
    if (signal.ref === this.#child) this.#self.ref.tell({ type: "ended" });
  }

  get #where(): string {
    return addressText(this.#address);
  }

  #dial(): void {
    const { signal } = this.#self;
    const opening = openLink(this.#settings, this.#address, signal);
    // A socket that nobody waits for any more is closed.
    opening.then(({ socket }) => signal.aborted && socket.close(), () => {});
    this.#self.pipe(opening, (opened) => ({ type: "opened", opened }), (error) => ({ type: "failed", error }));
  }

  #opened({ socket, link }: OpenedLink): void {
    const problem = this.#problem(link.hub);
    if (problem !== undefined) {
      socket.close();
      return this.#again(`Cannot link to ${this.#where}: ${problem}`, "pause");
    }
    const service = dialled(this.#service);
    const { ref } = this.#self;
    const report = (event: LeafEvent) => void ref.tell({ type: "event", event });
    this.#over = undefined;
    this.#child = this.#self.spawn(
      `leaf-${service.counters.get("connections_admitted")}`,
      connection(socket, () => new LeafProtocol({ ...link, report }), service),
      SPEC,
    );
  }

  #problem(hub: HubInfo): string | undefined {
    const { cluster, rank } = this.#settings;
    if (hub.cluster === cluster) return `its cluster is ${JSON.stringify(cluster)} too`;
    return this.#siblings.enter(rank, { hub, ref: this.#self.ref }) ? undefined : SAME;
  }

  #event(event: LeafEvent): void {
    const { counters, log } = this.#service;
    switch (event.type) {
      case "linked":
        this.#linkedAt = this.#self.system.now();
        counters.add("leaf_connected");
        this.#settings.alternatives.reached(this.#address);
        return log.info(`The leaf link to ${this.#where} is open`);
      case "learned":
        return this.#settings.alternatives.learn(event.urls, this.#address);
      case "trouble":
        return log.warn(`On the leaf link to ${this.#where} ${event.text}`);
      case "met":
        return this.#siblings.yield(event.rank);
      case "over":
        this.#over ??= event;
        return;
    }
  }

  #ended(): void {
    const { text = "its actor has failed", again = "late" } = this.#over ?? {};
    this.#child = undefined;
    this.#siblings.leave(this.#settings.rank);
    this.#service.counters.add("leaf_disconnected");
    if (this.#linkedAt !== undefined && this.#self.system.now() - this.#linkedAt >= CALM) this.#attempts = 0;
    this.#linkedAt = undefined;
    this.#again(`The leaf link to ${this.#where} is over: ${text}`, again);
  }

  #again(why: string, again: Over["again"]): void {
    const random = this.#self.system.random();
    const attempts = again === "late" ? Infinity : this.#attempts;
    const wait = again === "pause" ? PAUSE : backoffDelay(BACKOFF, attempts, random);
    this.#attempts++;
    this.#service.log.warn(`${why}; the next attempt is in ${(wait / 1_000).toFixed(1)} s`);
    this.#self.timers.after("dial", wait, { type: "dial" });
  }
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : "a thrown value";
}
