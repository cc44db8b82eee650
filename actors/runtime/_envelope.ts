import type { Cell } from "./_cell.ts";

/**
 * A mailbox entry that is more than a message. A cell counts those it holds, so that plain messages, which are nearly
 * all, cost no look at what they are.
 */
export abstract class Envelope {
  readonly #mark = undefined;

  /** Whether an entry is an envelope. Unlike `instanceof`, it runs no code of a message that is a proxy. */
  static is(entry: unknown): entry is Envelope {
    return typeof entry === "object" && entry !== null && #mark in entry;
  }

  /** Handles the entry in the cell's turn; returns what the handler returned. */
  abstract deliver(cell: Cell): void | Promise<void>;
  /** What the sender meant, for a dead letter; `undefined` for what nobody would miss. */
  abstract readonly content: { readonly message: unknown } | undefined;
  /** Told when the entry will never be delivered. */
  dropped(): void {}
}

/** A message still to be converted for its receiver. */
export class Adapted<N> extends Envelope {
  override readonly content: { readonly message: N };
  readonly #convert: (message: N) => unknown;

  constructor(message: N, convert: (message: N) => unknown) {
    super();
    this.content = { message };
    this.#convert = convert;
  }

  override deliver(cell: Cell): void | Promise<void> {
    return cell.handle(this.#convert(this.content.message));
  }
}

/** The mark behind which a draining actor accepts nothing. */
export class DrainMark extends Envelope {
  override readonly content = undefined;
  /** Whether the actor is not to be started again. */
  final: boolean;
  readonly #reached: (final: boolean) => void;

  constructor(final: boolean, reached: (final: boolean) => void) {
    super();
    this.final = final;
    this.#reached = reached;
  }

  override deliver(): void {
    this.#reached(this.final);
  }
}

/** The outcome of a piped promise, good for one incarnation. */
export class Piped extends Envelope {
  override readonly content: { readonly message: unknown };
  readonly #incarnation: object;
  readonly #open: () => unknown;

  constructor(incarnation: object, outcome: unknown, open: () => unknown) {
    super();
    this.content = { message: outcome };
    this.#incarnation = incarnation;
    this.#open = open;
  }

  override deliver(cell: Cell): void | Promise<void> {
    if (cell.incarnation === this.#incarnation) return cell.handle(this.#open());
    cell.kernel.deadLetter(cell.ref, "late-reply", this.content.message);
  }
}
