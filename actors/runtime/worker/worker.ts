import type { Actor } from "../actor.ts";
import { guard } from "./_guarded_ref.ts";
import { Host } from "./_host.ts";
import { localRef } from "../_local_ref.ts";

/** Options of {@linkcode worker}. */
export interface ThreadOptions {
  /**
   * Messages that may be on their way to the thread, or wait there, from 1. They come on top of the mailbox's capacity,
   * and are never more than that. Default 1,024: enough to keep a thread busy that needs a microsecond for each.
   */
  readonly window?: number;
}

const WINDOW = 1_024;

/**
 * An actor that runs on a thread of its own, for work that would keep an event loop from its sockets. Spawned like any
 * other, it gives the same ref, and is supervised, watched, asked and stopped in the same way.
 *
 * The module's default export is the actor, an {@linkcode Actor} that any system could run. In the thread it lives in a
 * system of its own, and may spawn children there.
 *
 * **Messages** are cloned on their way, with the refs in them: `replyTo` and all others work on the other side, and may
 * be told, asked and watched there. Instances of classes arrive as plain objects. What cannot be cloned (a function, a
 * promise, a socket) is refused here: `tell` returns `false`, an ask rejects with a `NotCloneableError` that says where
 * in the message it is, and a `failed` event and a dead letter (`unhandled`) are published. That is found out by `tell`
 * from the actor's first start on, and in its turn before; the actor does not fail of it. {@linkcode transfer} moves a
 * buffer instead of copying it.
 *
 * **Order and bounds** are those of any actor. When the thread is slower than its senders, the mailbox fills here.
 * Messages between other actors of the two sides are in order for each pair, and bounded by a mailbox at each end.
 *
 * **Ends.** Whatever ends the actor on the thread ends this one for the same reason. An uncaught error or rejection, a
 * module that does not load, the thread closing or exiting by itself are `failed`. A restart begins with a new thread;
 * the message that failed is gone, and those that the thread had not begun with are handled by the next, in order. Asks
 * that the thread had begun with reject at once. Stopping lets the thread's actor finish its message and run its
 * `stopped`; a kill ends the thread at once, even in the middle of a loop.
 *
 * Not guaranteed: what the actor has stashed, and messages among actors of the thread, end with the thread. Running out
 * of memory ends the process. The thread keeps the process alive.
 *
 * The thread has the permissions of the program, which needs to read the local modules that the thread imports, and
 * this library's where they are local. A thread takes some 50 ms to
 * start and nine megabytes; a message to it costs some three microseconds, an ask that waits for its answer thirty.
 *
 * @param module the absolute address of the module, such as `new URL("./primes.ts", import.meta.url)`
 * @typeParam M the messages of the actor that the module exports
 * @throws {TypeError} when the address is not absolute
 * @throws {RangeError} when the window is out of range
 *
 * @example
 * ```ts
 * import { type Actor, ask, type Ref, System, worker } from "@mailroom/mailroom/actors";
 * import { assertEquals } from "@std/assert";
 *
 * // A module of its own would say: export default squares;
 * const module = `data:text/javascript,export default () => ({ of, replyTo }) => replyTo.tell(of * of);`;
 *
 * await using system = new System();
 * const squares = system.spawn("squares", worker<{ of: number; replyTo: Ref<number> }>(module));
 * assertEquals(await ask(squares, { of: 12 }, { timeout: 60_000 }), 144);
 * ```
 */
export function worker<M>(module: string | URL, options: ThreadOptions = {}): Actor<M> {
  const { window = WINDOW } = options;
  if (!Number.isInteger(window) || window < 1) {
    throw new RangeError(`Cannot use window ${window}: wanted an integer from 1`);
  }
  const address = absolute(module);
  return (self) => {
    guard(localRef(self.ref)!);
    return new Host<M>(self, address, window).start();
  };
}

function absolute(module: string | URL): string {
  if (URL.canParse(module)) return new URL(module).href;
  throw new TypeError(
    `Cannot run ${
      JSON.stringify(String(module))
    } on a thread: wanted an absolute address, such as that of import.meta.resolve()`,
  );
}
