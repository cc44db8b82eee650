/**
 * Events were not kept because others had been kept under their numbers: somebody else writes for the same actor.
 *
 * @example
 * ```ts
 * import { MemoryJournal, SequenceError } from "@mailroom/mailroom/persistence";
 * import { assertRejects } from "@std/assert";
 *
 * await using journal = new MemoryJournal();
 * await journal.append("account-1", 1, ["opened"]);
 * await assertRejects(() => journal.append("account-1", 1, ["opened"]), SequenceError);
 * ```
 */
export class SequenceError extends Error {
  /** Always `SequenceError`. */
  override readonly name = "SequenceError";

  /** `last` is the number of the last event kept for `id`; `from` what was to follow it. */
  constructor(id: string, from: number, last: number) {
    super(`Cannot append to "${id}" from ${from}: its last event is ${last}, wanted ${last + 1}`);
  }
}
