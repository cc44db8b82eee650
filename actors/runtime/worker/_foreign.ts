import { AdaptedRef, type LocalRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";

/** A message for a second door, on its way through the mailbox of what stands for the actor behind it. */
export class ForDoor {
  /** The table that the door is in. */
  readonly table: object;
  /** Its number there. */
  readonly wire: number;
  readonly message: unknown;

  constructor(table: object, wire: number, message: unknown) {
    this.table = table;
    this.wire = wire;
    this.message = message;
  }
}

/** Stands for a second door to an actor of another thread. */
export class ForeignDoor extends AdaptedRef<unknown, unknown> {
  /** The table that it is in. */
  readonly table: object;
  /** Its number there. */
  readonly wire: number;

  constructor(owner: LocalRef, table: object, wire: number) {
    super(owner, (message) => new ForDoor(table, wire, message));
    this.table = table;
    this.wire = wire;
  }
}

/** Stands for whoever waits for an answer in another thread. It has no deadline of its own: theirs counts. */
export class ForeignAsk extends PendingAsk {
  /** The table that it is in. */
  readonly table: object;
  /** Its number there. */
  readonly wire: number;

  constructor(
    root: LocalRef,
    table: object,
    wire: number,
    link: { readonly answer: (answer: unknown) => void; readonly refuse: (error: unknown) => void },
  ) {
    super(root, undefined, Infinity, link.answer, link.refuse);
    this.table = table;
    this.wire = wire;
  }
}
