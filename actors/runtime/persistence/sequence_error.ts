/** Events were not kept because others had been kept under their numbers: somebody else writes for the same actor. */
export class SequenceError extends Error {
  /** Always `SequenceError`. */
  override readonly name = "SequenceError";

  /** `last` is the number of the last event kept for `id`; `from` what was to follow it. */
  constructor(id: string, from: number, last: number) {
    super(`Cannot append to "${id}" from ${from}: its last event is ${last}, wanted ${last + 1}`);
  }
}
