import type { Ref } from "../ref.ts";
import { Scatter } from "./_scatter.ts";
import type { RoutingStrategy } from "./strategy.ts";

/** Options of {@linkcode scatterGatherFirst}. */
export interface ScatterGatherOptions {
  /** Milliseconds that the members have to answer, from 0; `Infinity` waits for ever. Default 5,000. */
  readonly timeout?: number;
}

/** Any question: a message that says where the answer goes. */
export type AnyQuestion = { readonly replyTo: Ref<never> };

/**
 * Asks all members each question, and passes on the answer that comes first. Those that come later are counted as dead
 * letters, cause `late-reply`, and dropped; the members are not told to stop.
 *
 * A member that fails on the question or ends is not waited for. When nobody is left, whoever waits by `ask` is told at
 * once by an `AggregateError` of what they failed with or, when the time is over, by an `AskTimeoutError`; a `replyTo` of
 * another kind hears nothing.
 *
 * @throws {RangeError} when the timeout is not a number from 0
 *
 * @example
 * ```ts
 * import { type Actor, ask, type Ref, router, scatterGatherFirst, System } from "@mailroom/mailroom/actors";
 * import { assertEquals } from "@std/assert";
 *
 * type Query = { readonly name: string; readonly replyTo: Ref<string> };
 * const silent: Actor<Query> = () => () => {};
 * const quick: Actor<Query> = () => ({ name, replyTo }) => void replyTo.tell(`${name} is here`);
 *
 * await using system = new System();
 * const members = [system.spawn("silent", silent), system.spawn("quick", quick)];
 * const anybody = system.spawn("anybody", router({ strategy: scatterGatherFirst({ timeout: 100 }), members }));
 * assertEquals(await ask(anybody, { name: "ada" }), "ada is here");
 * ```
 */
export function scatterGatherFirst<M extends AnyQuestion>(options: ScatterGatherOptions = {}): RoutingStrategy<M> {
  const { timeout = 5_000 } = options;
  if (!(timeout >= 0)) throw new RangeError(`Cannot wait ${timeout} ms for answers: wanted milliseconds from 0`);
  return (self) => (message, members) => new Scatter(self, message, timeout).ask(members as readonly Ref<never>[]);
}
