import type { Actor } from "../actor.ts";
import { guard } from "./_guarded_ref.ts";
import { localRef } from "../_local_ref.ts";
import type { Ref } from "../ref.ts";
import type { ChildSpec } from "../spawn_options.ts";
import { type ThreadOptions, worker } from "./worker.ts";

/** Who can spawn: a system, an actor's context, a supervisor's. */
export interface Spawner {
  /** Starts a child. */
  spawn<C>(name: string, actor: Actor<C>, spec?: ChildSpec): Ref<C>;
}

/** Options of {@linkcode spawnWorker}: those of the thread, and those of any child. */
export interface WorkerSpec extends ThreadOptions, ChildSpec {}

/**
 * Spawns an actor on a thread of its own: {@linkcode worker} and `spawn` in one step. What cannot be cloned is refused by
 * `tell` from the very first message on.
 *
 * @param parent whose child it is
 * @param name as for `spawn`
 * @param module the absolute address of a module whose default export is the actor
 * @throws {TypeError} when the address is not absolute
 * @throws what `spawn` throws
 *
 * @example
 * ```ts
 * import { ask, type Ref, spawnWorker, System } from "@mailroom/mailroom/actors";
 * import { assertEquals } from "@std/assert";
 *
 * const module = `data:text/javascript,export default () => ({ of, replyTo }) => replyTo.tell(of * of);`;
 * await using system = new System();
 * const squares = spawnWorker<{ of: number; replyTo: Ref<number> }>(system, "squares", module, { capacity: 100 });
 * assertEquals(await ask(squares, { of: 12 }, { timeout: 60_000 }), 144);
 * ```
 */
export function spawnWorker<M>(
  parent: Spawner,
  name: string,
  module: string | URL,
  options: WorkerSpec = {},
): Ref<M> {
  const { window, ...spec } = options;
  const ref = parent.spawn(name, worker<M>(module, window === undefined ? {} : { window }), spec);
  guard(localRef(ref)!);
  return ref;
}
