/** What a {@linkcode Journal} knows of an actor: where to begin, then what happened since. */
export type JournalEntry =
  /** The state after the event of that sequence number, 0 being before the first. At most one, and the first entry. */
  | { readonly type: "snapshot"; readonly sequence: number; readonly state: unknown }
  /** An event and its sequence number, from 1, with no gap. */
  | { readonly type: "event"; readonly sequence: number; readonly event: unknown };

/**
 * Where the events of persistent actors are kept. One journal may serve many actors, each under its own id.
 *
 * What an implementation promises, and `persistent` builds on:
 * - An append is kept wholly or not at all, and its promise resolves when it is kept for good.
 * - Appends and snapshots of one id take effect in the order of the calls. A `load` sees all that was called before it,
 *   whether it has been waited for or not.
 * - What is given is encoded, or copied, before the call returns: what its owner does to it later does not matter.
 *
 * @example
 * ```ts
 * import { type Journal, MemoryJournal } from "@mailroom/mailroom/persistence";
 *
 * // How often something happened to an actor, whether it is running or not.
 * async function age(journal: Journal, id: string): Promise<number> {
 *   let age = 0;
 *   for await (const entry of journal.load(id)) age = entry.sequence;
 *   return age;
 * }
 *
 * await using journal = new MemoryJournal();
 * console.log(await age(journal, "account-1"));
 * ```
 */
export interface Journal extends AsyncDisposable {
  /**
   * Adds events, if `from` is the number after the last one kept. So of two writers that do not know of each other only
   * one can go on.
   *
   * @param id the actor
   * @param from the sequence number of the first of `events`
   * @param events at least one
   * @throws {SequenceError} when `from` is another number than the next; nothing is kept then
   */
  append(id: string, from: number, events: readonly unknown[]): Promise<void>;

  /** Reads the latest snapshot, if there is one, and all later events. An id that was never written to has none. */
  load(id: string): AsyncIterable<JournalEntry>;

  /** Keeps a state, so that a `load` need not begin at the first event. The events are kept as well. */
  snapshot(id: string, sequence: number, state: unknown): Promise<void>;

  /** Waits until all is kept, then closes. Calling it again joins the first. Whatever is called afterwards rejects. */
  close(): Promise<void>;
}
