import type { Cell } from "./_cell.ts";
import { StashFullError } from "./errors.ts";
import type { Stash } from "./stash.ts";

/** The stash of one incarnation. */
export class CellStash<M> implements Stash<M> {
  readonly #cell: () => Cell<M>;
  #messages: M[] = [];

  /** `cell` throws once the incarnation is over. */
  constructor(cell: () => Cell<M>) {
    this.#cell = cell;
  }

  get size(): number {
    return this.#messages.length;
  }

  put(message: M): void {
    const { ref, spec: { capacity } } = this.#cell();
    if (this.#messages.length >= capacity) {
      throw new StashFullError(`Cannot stash a message of ${ref.id}: it holds ${capacity} already`);
    }
    this.#messages.push(message);
  }

  release(): void {
    const cell = this.#cell();
    const messages = this.#messages;
    this.#messages = [];
    for (let i = messages.length - 1; i >= 0; i--) cell.mailbox.unshift(messages[i] as M);
    if (cell.activity === "idle" && messages.length !== 0) cell.wake();
  }
}
