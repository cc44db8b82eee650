import type { Cell } from "../_cell.ts";
import { Envelope } from "../_envelope.ts";

/** A message that has come from the mailbox of the actor's own ref, which takes it back if it is not begun with. */
export class Arrived extends Envelope {
  readonly #message: unknown;
  readonly #begin: () => boolean;
  readonly #convert: ((message: never) => unknown) | undefined;
  #begun = false;

  /** `begin` returns whether the message may be handled here; `convert` makes it one for the actor. */
  constructor(message: unknown, begin: () => boolean, convert?: (message: never) => unknown) {
    super();
    this.#message = message;
    this.#begin = begin;
    this.#convert = convert;
  }

  /** Not missed here before it was begun with. */
  override get content(): { readonly message: unknown } | undefined {
    return this.#begun ? { message: this.#message } : undefined;
  }

  override deliver(cell: Cell): void | Promise<void> {
    this.#begun = this.#begin();
    if (!this.#begun) return;
    return cell.handle(this.#convert === undefined ? this.#message : this.#convert(this.#message as never));
  }
}
