import type { Cell } from "../_cell.ts";
import { Envelope } from "../_envelope.ts";

/** The journal's word that events are kept, good for one incarnation. Nobody sent it, and nobody would miss it. */
export class Acknowledgement extends Envelope {
  override readonly content = undefined;
  readonly #incarnation: object;
  readonly #heard: () => void;

  constructor(incarnation: object, heard: () => void) {
    super();
    this.#incarnation = incarnation;
    this.#heard = heard;
  }

  /** Puts it before all that waits: those who asked earlier are answered before those who ask later are heard. */
  post(cell: Cell): void {
    cell.envelopes++;
    cell.mailbox.unshift(this);
    if (cell.activity === "idle") cell.wake();
  }

  override deliver(cell: Cell): void {
    if (cell.incarnation === this.#incarnation) this.#heard();
  }
}
