import type { Actor } from "../actor.ts";
import { type ChildSpec, fullSpec } from "../spawn_options.ts";
import { supervise } from "../_supervise.ts";
import { fullSupervision, type SupervisorOptions } from "../supervisor_options.ts";
import { Router } from "./_router.ts";
import type { RouterCommand } from "./router_command.ts";
import type { RoutingStrategy } from "./strategy.ts";

/**
 * Options of {@linkcode pool}: those of a supervisor that restarts one for one, and what the workers are.
 *
 * @typeParam M the messages that the workers take
 */
export interface PoolOptions<M> extends Omit<SupervisorOptions, "strategy" | "autoShutdown"> {
  /** How many workers, from 1. */
  readonly size: number;
  /** What each worker is. */
  readonly actor: Actor<M>;
  /** Which worker a message goes to. */
  readonly strategy: RoutingStrategy<M>;
  /** How each worker is kept. Default: `permanent`. */
  readonly child?: ChildSpec;
}

/**
 * A router that spawns and supervises its own workers, `worker-1` to `worker-n`.
 *
 * It is a supervisor: a worker that fails is restarted, keeps its mailbox, and stays a member meanwhile. A worker that
 * ends for good, because its `restart` says so, is left out before the next message. With one restart too many the pool
 * gives up, and its own parent decides. Messages told before the workers have started wait for them.
 *
 * All workers share one thread: a pool bounds how many messages are under way, it does not compute in parallel.
 *
 * @param options see {@linkcode PoolOptions}
 * @throws {RangeError} when an option is out of range
 *
 * @example
 * ```ts
 * import { type Actor, ask, leastLoaded, pool, type Ref, System } from "@mailroom/mailroom/actors";
 * import { assertEquals } from "@std/assert";
 *
 * type Job = { readonly text: string; readonly replyTo: Ref<number> };
 * const counter: Actor<Job> = () => async ({ text, replyTo }) => {
 *   await Promise.resolve();
 *   replyTo.tell(text.split(" ").length);
 * };
 *
 * await using system = new System();
 * const words = system.spawn("words", pool({ size: 4, actor: counter, strategy: leastLoaded() }));
 * assertEquals(await ask(words, { text: "one two three" }), 3);
 * ```
 */
export function pool<M>(options: PoolOptions<M>): Actor<M> {
  const { size, actor, strategy, child, ...supervision } = options;
  if (!Number.isInteger(size) || size < 1) {
    throw new RangeError(`Cannot make a pool of size ${size}: wanted an integer from 1`);
  }
  const spec = fullSpec(child);
  return supervise<M | RouterCommand<M>>(fullSupervision(supervision), (self, supervision) => {
    const router = new Router<M>(self, strategy);
    for (let i = 1; i <= size; i++) router.add(supervision.add(`worker-${i}`, actor, spec).ref);
    return router;
  }) as Actor<M>;
}
