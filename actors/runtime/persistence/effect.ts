/**
 * What a command of a {@linkcode persistent} actor leads to.
 *
 * @example
 * ```ts
 * import type { Ref } from "@mailroom/mailroom/actors";
 * import type { Effect } from "@mailroom/mailroom/persistence";
 *
 * type Take = { readonly amount: number; readonly replyTo: Ref<boolean> };
 *
 * function take(balance: number, { amount, replyTo }: Take): Effect<number, number> {
 *   if (amount > balance) return { committed: () => replyTo.tell(false) };
 *   return { events: [-amount], committed: () => replyTo.tell(true) };
 * }
 * console.log(take(5, { amount: 3, replyTo: { id: "", tell: () => true, offer: () => Promise.resolve() } }).events);
 * ```
 *
 * @typeParam E the events
 * @typeParam S the state
 */
export interface Effect<E, S> {
  /** What has happened: kept all together or not at all, in this order. Without any, nothing changes. */
  readonly events?: readonly E[];
  /**
   * Called in the actor's turn once these events and all before them are kept for good: the place for answers and for
   * whatever else others see. Given the state as these events left it; later commands may have been handled since. It is
   * called in the order of the commands, at most once, and not at all if the actor is killed or the journal fails. A
   * command without events may use it to answer from a state that nobody can see undone.
   */
  readonly committed?: (state: S) => void;
}
