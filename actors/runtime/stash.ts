/**
 * Messages put aside until the actor can deal with them.
 *
 * They go back to the front of the mailbox, oldest first, on `release` and before a restart. When the actor ends for good
 * they become dead letters.
 *
 * @typeParam M the actor's messages
 */
export interface Stash<M> {
  /** How many are put aside. */
  readonly size: number;
  /**
   * Puts a message aside.
   *
   * @throws {StashFullError} when as many are put aside as the mailbox may hold
   */
  put(message: M): void;
  /**
   * Puts messages back in front of what waits in the mailbox, in their order: the `count` oldest, or all of them. Releasing
   * one at a time costs no more than releasing all at once.
   */
  release(count?: number): void;
}
