import type { ExitReason } from "../exit_reason.ts";
import type { LocalRef } from "../_local_ref.ts";
import { PendingAsk } from "../_pending_ask.ts";
import { examine, type KnownRef } from "./_examine.ts";
import { Exports } from "./_exports.ts";
import { type Fixups, type Frame, Kind, type LaneNumber } from "./_frame.ts";
import { Imports } from "./_imports.ts";
import type { Meter } from "./_meter.ts";
import { Outbox } from "./_outbox.ts";
import { pack, type Packed, unpack } from "./_pack.ts";
import { refuse } from "./_refuse.ts";
import { Window } from "./_window.ts";
import { WireRefs } from "./_wire_refs.ts";
import { unwireError, unwireReason, wireError, wireReason } from "./_wire_reason.ts";

/** Tells to foreign refs that may be on their way. */
const TELLS = 1_024;

/** What one side brings to a link. */
export interface Side {
  /** The actor at this end. */
  readonly root: LocalRef;
  readonly port: MessagePort;
  /** Put before the paths of the other side's actors. */
  readonly origin: string;
  /** The lane of this side's tells, and that of the other's. */
  readonly lane: LaneNumber;
  readonly sends: Meter;
  readonly takes: Meter;
  /** An actor of this side is known on the other from now on. */
  watch(ref: LocalRef): void;
  /** The other side says what only this kind of side understands. */
  hear(frame: Frame): void;
  /** A frame of this side's own could not be cloned. Returns what to send for it. */
  unsent(frame: Frame, error: unknown): Frame | undefined;
}

/** One of the two ends of what joins an actor with its thread: messages, and the refs in them. */
export class Link {
  readonly #side: Side;
  readonly #outbox: Outbox;
  readonly #window: Window;
  readonly #refs: WireRefs;
  readonly exports: Exports;
  readonly imports: Imports;

  constructor(side: Side) {
    this.#side = side;
    this.#outbox = new Outbox(side.port, (frame, error) => this.#replacement(frame, error));
    this.#window = new Window(side.sends, TELLS);
    this.exports = new Exports({
      watch: (ref) => side.watch(ref),
      forget: (id) => this.post([Kind.forget, id]),
    });
    this.imports = new Imports(side.root, side.origin, {
      tell: (id, message, ref) => this.#tell(id, message, ref),
      answer: (id, answer) => this.#answer(id, answer),
      refuse: (id, error) => this.post([Kind.refusal, id, wireError(error)]),
      release: (id, times) => this.post([Kind.release, id, times]),
    });
    this.#refs = new WireRefs(side.root, this.exports, this.imports);
  }

  post(frame: Frame, moves?: Transferable[]): void {
    this.#outbox.post(frame, moves);
  }

  flush(): void {
    this.#outbox.flush();
  }

  /** Sends what has waited long enough. */
  hurry(): void {
    this.#outbox.hurry();
  }

  /**
   * Makes a message ready to be sent.
   *
   * @throws {NotCloneableError} when it cannot be
   */
  pack(message: unknown, to: { readonly id: string }): Packed {
    return pack(message, examine(message, to), this.#refs.wire);
  }

  /** Makes a message of what came. */
  unpack(message: unknown, refs: Fixups): unknown {
    return refs === undefined ? message : unpack(message, refs, this.#refs.ref);
  }

  /** Says something of the kind that is dropped rather than kept when the other side cannot follow. */
  mention(frame: Frame): void {
    if (this.#window.left >= TELLS) return;
    this.#window.add();
    this.post(frame);
  }

  /** An actor that the other side knows has ended. */
  ended(ref: LocalRef, reason: ExitReason): void {
    const id = this.exports.idOf(ref);
    if (id === undefined) return;
    this.exports.take(id);
    this.post([Kind.ended, id, wireReason(reason)]);
  }

  /** Takes a batch that has come. */
  receive(frames: readonly Frame[]): void {
    let taken = 0;
    for (const frame of frames) taken += this.#take(frame);
    if (taken === 0) return;
    const { takes, lane } = this.#side;
    takes.advance(taken);
    if (takes.wanted()) this.post([Kind.room, lane === 1 ? 2 : 1]);
  }

  /** The other side is no more. Returns what it alone had. */
  close(reason: ExitReason): KnownRef[] {
    this.#window.open();
    this.imports.close(reason);
    return this.exports.clear();
  }

  /** Returns how many of a metered lane it was. */
  #take(frame: Frame): number {
    switch (frame[0]) {
      case Kind.tell:
        this.#deliver(frame[1], this.unpack(frame[2], frame[3]));
        return 1;
      case Kind.answer:
        this.#settle(frame[1], this.unpack(frame[2], frame[3]));
        return 0;
      case Kind.refusal: {
        const ask = this.exports.take(frame[1]);
        if (ask instanceof PendingAsk) ask.fail(unwireError(frame[2]));
        return 0;
      }
      case Kind.forget:
        this.imports.forget(frame[1]);
        return 0;
      case Kind.ended:
        this.imports.ended(frame[1], unwireReason(frame[2]));
        return 0;
      case Kind.release:
        this.exports.release(frame[1], frame[2]);
        return 0;
      case Kind.room:
        if (frame[1] === this.#side.lane) this.#window.open();
        else this.#side.hear(frame);
        return 0;
      case Kind.hole:
        if (frame[1] !== 0) return 1;
        this.#side.hear(frame);
        return 0;
      case Kind.event:
        this.#side.hear(frame);
        return 1;
      default:
        this.#side.hear(frame);
        return 0;
    }
  }

  #deliver(id: number, message: unknown): void {
    const ref = this.exports.get(id);
    if (ref !== undefined) ref.tell(message);
    else this.#bury("stopped", message);
  }

  #settle(id: number, answer: unknown): void {
    const ask = this.exports.take(id);
    if (ask !== undefined) ask.tell(answer);
    else this.#bury("late-reply", answer);
  }

  #bury(why: "stopped" | "late-reply", message: unknown): void {
    const { root } = this.#side;
    root.cell.kernel.deadLetter(root, why, message);
  }

  #tell(id: number, message: unknown, ref: LocalRef): void | Promise<void> {
    let packed: Packed;
    try {
      packed = this.pack(message, ref);
    } catch (error) {
      return refuse(ref, message, error);
    }
    this.#window.add();
    this.post([Kind.tell, id, packed.message, packed.refs], packed.moves);
    return this.#window.room();
  }

  #answer(id: number, answer: unknown): void {
    const { root } = this.#side;
    try {
      const packed = this.pack(answer, { id: `${root.id}?answer` });
      this.post([Kind.answer, id, packed.message, packed.refs], packed.moves);
    } catch (error) {
      root.cell.kernel.failed(root.cell, error);
      this.post([Kind.refusal, id, wireError(error)]);
    }
  }

  /** What the examination let pass and cloning did not. */
  #replacement(frame: Frame, error: unknown): Frame | undefined {
    const { root, lane } = this.#side;
    switch (frame[0]) {
      case Kind.tell:
        this.failAsks(frame[3], error);
        refuse(this.imports.known(frame[1]) ?? root, frame[2], error);
        return [Kind.hole, lane];
      case Kind.answer:
        root.cell.kernel.failed(root.cell, error);
        return [Kind.refusal, frame[1], wireError(error)];
      case Kind.event:
        return [Kind.hole, lane];
      default:
        return this.#side.unsent(frame, error);
    }
  }

  /** Those who asked with a message that was not sent need not wait. */
  failAsks(refs: Fixups, error: unknown): void {
    for (const [, , wire] of refs ?? []) {
      if (wire[0] !== "answer") continue;
      const ask = this.exports.take(wire[1]);
      if (ask instanceof PendingAsk) ask.fail(error);
    }
  }
}
