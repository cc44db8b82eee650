import type { Ref } from "./ref.ts";

/**
 * Takes something along with every message: what the sender's surroundings are when it tells, so that the receiver
 * handles it in the same. For request contexts, traces and the like.
 *
 * What is told, offered or asked is a message, by an adapted ref too (and is seen as it was before the conversion); so is
 * a timer's tick, which is told when the timer is set, and the outcome of a piped promise, which is told when it is there,
 * in the surroundings of the call of `pipe`. A dead letter is the plain message. Answers to `ask` are awaited and need no
 * interceptor. Not intercepted are signals, factories and `stopped`: they are called in the surroundings in which the
 * system was made, and so is the handler of what comes out of a stash, and all that is delivered to other threads.
 *
 * A system without interceptors pays nothing for them. With one, every message is wrapped, which costs some 40 ns on top
 * of the 15 of telling and handling it; a change of what an `AsyncLocalStorage` holds costs several times that.
 *
 * @typeParam T what is taken along
 */
export interface Interceptor<T = unknown> {
  /** Called in the sender's turn when a message is told, accepted or not. Must not throw. */
  told(to: Ref<never>, message: unknown): T;
  /**
   * Called in the receiver's turn: calls `handle` exactly once, and returns what it returned. A promise means that the
   * receiver is not done before it has settled. What it throws fails the receiver, like what `handle` throws.
   *
   * Called once for a message that is handled, never for a dead letter, and once for every tick of a timer.
   */
  handling(taken: T, by: Ref<never>, message: unknown, handle: () => void | Promise<void>): void | Promise<void>;
}

/** Something like `AsyncLocalStorage` of `node:async_hooks`. */
export interface ContextStorage<T> {
  /** What holds here. */
  getStore(): T | undefined;
  /** Calls `callback` where `store` holds; `undefined` where nothing shall hold. */
  run<R>(store: T, callback: () => R): R;
}

/**
 * Lets a request's context travel with messages: what the storage holds where a message is told, it holds where the message
 * is handled, and in all that is told, asked, piped, set on a timer and awaited from there. Where it held nothing, it holds
 * nothing: the context of one request never shows in another's.
 *
 * It does not travel through a stash or to another thread, and an actor's factory, its signals and `stopped` have none:
 * whoever spawns a child tells it what it is to know.
 *
 * @example
 * ```ts
 * import { AsyncLocalStorage } from "node:async_hooks";
 * import { requestContext, System } from "@mailroom/mailroom/actors";
 *
 * const user = new AsyncLocalStorage<string>();
 * await using system = new System({ interceptors: [requestContext(user)] });
 * const printer = system.spawn("printer", () => (line: string) => console.log(user.getStore(), line));
 * user.run("ada", () => printer.tell("hello"));
 * ```
 */
export function requestContext<T>(storage: ContextStorage<T>): Interceptor<T | undefined> {
  return {
    told: () => storage.getStore(),
    // Nothing is held here too, and must be where the turn began in something else.
    handling: (store, _by, _message, handle) =>
      storage.getStore() === store ? handle() : storage.run(store as T, handle),
  };
}
