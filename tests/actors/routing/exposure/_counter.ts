import { type Actor, type Ref, System } from "../../../../actors/mod.ts";
import { Counters } from "../../../../actors/routing/counters.ts";
import { expose, type ExposeOptions, type Exposure } from "../../../../actors/routing/exposure/expose.ts";
import type { RouterMessage } from "../../../../actors/routing/messages.ts";
import { remote, type RemoteOptions } from "../../../../actors/routing/exposure/remote.ts";
import { router } from "../../../../actors/routing/router.ts";
import { ManualClock } from "../../../../actors/testing.ts";

/** An actor to be asked from afar. */
export type Counter =
  | { readonly type: "add"; readonly by: number }
  | { readonly type: "get"; readonly replyTo: Ref<number> }
  /** Answers with what the promise says, or not at all. */
  | { readonly type: "later"; readonly replyTo: Ref<number> }
  | { readonly type: "boom"; readonly replyTo: Ref<number> };

const text = new TextDecoder();

/** How a question looks on its way, and how it is read. */
export const CODEC = {
  encode: (message: Counter): string => JSON.stringify({ ...message, replyTo: undefined }),
  decode: (payload: Uint8Array): number => JSON.parse(text.decode(payload)),
};

/** Reads a question; nothing but a few words and numbers. */
export function decodeCounter(payload: Uint8Array, replyTo: Ref<number>): Counter {
  const { type, by } = JSON.parse(text.decode(payload));
  if (type === "add") {
    if (!Number.isInteger(by)) throw new TypeError(`Cannot add ${by}: wanted a whole number`);
    return { type, by };
  }
  if (type !== "get" && type !== "later" && type !== "boom") throw new TypeError(`Cannot do ${type}`);
  return { type, replyTo };
}

/** A router, a counter, and time that stands still. */
export function office() {
  const clock = new ManualClock();
  const system = new System({ clock, intensity: 100_000 });
  // Somebody hears of the failures, so that they are not printed.
  system.events().subscribe(() => {});
  const counters = new Counters();
  const hub = system.spawn("router", router({ counters }), { restart: "permanent", capacity: 1 << 20 });
  /** Questions that the counter has put off. */
  const later: Ref<number>[] = [];
  const actor: Actor<Counter> = () => {
    let count = 0;
    return (message) => {
      if (message.type === "add") count += message.by;
      else if (message.type === "get") message.replyTo.tell(count);
      else if (message.type === "later") later.push(message.replyTo);
      else throw new Error("boom");
    };
  };
  const counter = system.spawn("counter", actor, { restart: "permanent" });
  return {
    clock,
    system,
    counters,
    hub,
    later,
    counter,
    expose: (options: Partial<ExposeOptions<Counter>> = {}): Exposure =>
      expose(system, counter, { router: hub, subject: "counter", decode: decodeCounter, encode: String, ...options }),
    remote: (options: Partial<RemoteOptions<Counter>> = {}, router: Ref<RouterMessage> = hub): Ref<Counter> =>
      remote(router, "counter", { ...CODEC, ...options }),
  };
}
