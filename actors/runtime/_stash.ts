import type { Cell } from "./_cell.ts";
import { StashFullError } from "./errors.ts";
import type { Stash } from "./stash.ts";

/** The stash of one incarnation. */
export class CellStash<M> implements Stash<M> {
  readonly #cell: () => Cell<M>;
  #messages: M[] = [];
  /** How many of the first were released already. */
  #released = 0;

  /** `cell` throws once the incarnation is over. */
  constructor(cell: () => Cell<M>) {
    this.#cell = cell;
  }

  get size(): number {
    return this.#messages.length - this.#released;
  }

  put(message: M): void {
    const { ref, spec: { capacity } } = this.#cell();
    if (this.size >= capacity) {
      throw new StashFullError(`Cannot stash a message of ${ref.id}: it holds ${capacity} already`);
    }
    this.#messages.push(message);
  }

  release(count = this.size): void {
    const cell = this.#cell();
    const end = Math.min(this.#messages.length, this.#released + count);
    if (end === this.#released) return;
    for (let i = end - 1; i >= this.#released; i--) cell.mailbox.unshift(this.#messages[i] as M);
    this.#released = end;
    // What was released is let go of now and then, not one by one, so that releasing one of many costs no more than one.
    if (this.#released * 2 >= this.#messages.length) {
      this.#messages = this.#messages.slice(this.#released);
      this.#released = 0;
    }
    if (cell.activity === "idle") cell.wake();
  }
}
