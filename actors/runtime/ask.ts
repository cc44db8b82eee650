import type { Cell } from "./_cell.ts";
import { StoppedError } from "./errors.ts";
import { type LocalRef, localRef } from "./_local_ref.ts";
import { PendingAsk } from "./_pending_ask.ts";
import type { Ref } from "./ref.ts";

/** The messages of `M` that can be asked: those with a `replyTo`, without it. */
export type Question<M> = M extends { readonly replyTo: Ref<never> } ? Omit<M, "replyTo"> : never;

/** What the question `Q` of the messages `M` is answered with. */
export type Answer<M, Q> = M extends { readonly replyTo: Ref<infer R> } ? (Q extends Omit<M, "replyTo"> ? R : never)
  : never;

/** Options of {@linkcode ask}. */
export interface AskOptions {
  /** Milliseconds to wait, from 0; `Infinity` waits for ever. Default 5,000. */
  readonly timeout?: number;
  /** Gives up waiting. The callee is not told. */
  readonly signal?: AbortSignal;
}

const TIMEOUT = 5_000;

/**
 * Sends a question and waits for the answer. The field `replyTo` is filled in with a ref that takes one answer.
 *
 * It settles with the first of: the answer; the callee's failure on this very question; the callee's end; the timeout;
 * the signal. After that nothing is kept of it, and an answer that comes late is counted and dropped. The callee goes on
 * with what it does: giving up does not stop it.
 *
 * @param ref whom to ask
 * @param question one of its messages that has a `replyTo`, without it
 * @returns the answer
 * @throws {AskTimeoutError} when no answer came in time; its message names the chain of asks that were waiting
 * @throws {StoppedError} when the callee has ended or ends first, does not accept the question, or is the asker itself
 *
 * @example
 * ```ts
 * import { type Actor, ask, type Ref, System } from "@mailroom/mailroom/actors";
 * import { assertEquals } from "@std/assert";
 *
 * type Counter = { type: "add"; by: number } | { type: "get"; replyTo: Ref<number> };
 * const counter: Actor<Counter> = () => {
 *   let count = 0;
 *   return (message) => {
 *     if (message.type === "add") count += message.by;
 *     else message.replyTo.tell(count);
 *   };
 * };
 *
 * await using system = new System();
 * const ref = system.spawn("counter", counter);
 * ref.tell({ type: "add", by: 2 });
 * assertEquals(await ask(ref, { type: "get" }), 2);
 * ```
 */
export function ask<M, const Q extends Question<M>>(
  ref: Ref<M>,
  question: Q,
  options?: AskOptions,
): Promise<Answer<M, Q>> {
  const target = localRef(ref as Ref<never>);
  if (target === undefined) {
    return Promise.reject(new TypeError(`Cannot ask ${ref.id}: it is not the ref of an actor here`));
  }
  return askFrom(target.cell.kernel.current, target, ref, question, options);
}

/** Asks in the name of an actor. `door` is the ref that is told; `target` the actor behind it. */
export function askFrom<M, const Q extends Question<M>>(
  asker: Cell | undefined,
  target: LocalRef,
  door: Ref<M>,
  question: Q,
  options: AskOptions = {},
): Promise<Answer<M, Q>> {
  const { timeout = TIMEOUT, signal } = options;
  if (!(timeout >= 0)) {
    return Promise.reject(
      new RangeError(`Cannot ask ${target.id} with a timeout of ${timeout}: wanted milliseconds from 0`),
    );
  }
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (asker === target.cell) {
    return Promise.reject(new StoppedError(`Cannot ask ${target.id} from itself: it cannot answer while it waits`));
  }
  return new Promise((resolve, reject) => {
    const pending = new PendingAsk<Answer<M, Q>>(target, asker, timeout, resolve, reject);
    if (target.cell.limit !== 0) pending.open(signal);
    if (door.tell({ ...question, replyTo: pending } as unknown as M)) return;
    pending.fail(new StoppedError(`Cannot ask ${target.id}: it has ended or its mailbox is full`));
  });
}
