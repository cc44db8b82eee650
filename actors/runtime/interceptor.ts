import type { Ref } from "./ref.ts";

/**
 * Takes something along with every message: what the sender's surroundings are when it tells, so that the receiver
 * handles it in the same. For request contexts, traces and the like.
 *
 * A system without interceptors pays nothing for them; with one, every message is wrapped, which costs about as much again
 * as telling and handling it.
 *
 * @typeParam T what is taken along
 */
export interface Interceptor<T = unknown> {
  /** Called in the sender's turn when a message is told. Must not throw. */
  told(to: Ref<never>, message: unknown): T;
  /**
   * Called in the receiver's turn: calls `handle` exactly once, and returns what it returned. A promise means that the
   * receiver is not done before it has settled.
   */
  handling(taken: T, by: Ref<never>, message: unknown, handle: () => void | Promise<void>): void | Promise<void>;
}

/** Something like `AsyncLocalStorage` of `node:async_hooks`. */
export interface ContextStorage<T> {
  /** What holds here. */
  getStore(): T | undefined;
  /** Calls `callback` where `store` holds. */
  run<R>(store: T, callback: () => R): R;
}

/**
 * Lets a request's context travel with messages: what the storage holds where a message is told, it holds where the message
 * is handled, and in all that is told and awaited from there.
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
    handling: (store, _by, _message, handle) => store === undefined ? handle() : storage.run(store, handle),
  };
}
