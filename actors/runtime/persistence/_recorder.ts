import type { Cell } from "../_cell.ts";
import type { Context } from "../context.ts";
import type { ExitReason } from "../exit_reason.ts";
import { StoppedError } from "../errors.ts";
import { failAsk } from "../_fail_ask.ts";
import { failed } from "../_failure.ts";
import { localRef } from "../_local_ref.ts";
import { Acknowledgement } from "./_acknowledgement.ts";
import type { Effect } from "./effect.ts";
import type { PersistentOptions } from "./persistent_options.ts";
import type { Restored } from "./_replay.ts";

/** A command that waits until its events, or those before it, are kept. */
interface Waiting<S> {
  /** The last event that must be kept before it is acknowledged. */
  readonly sequence: number;
  readonly message: unknown;
  readonly state: S;
  readonly committed: ((state: S) => void) | undefined;
}

/**
 * The events of one incarnation on their way into the journal. While one append is under way the events that come are
 * gathered for the next: the slower the journal, the more they share.
 */
export class Recorder<M, E, S> {
  readonly #self: Context<M>;
  readonly #cell: Cell;
  readonly #options: PersistentOptions<M, E, S>;
  readonly #limits: { readonly snapshotEvery: number; readonly maxUncommitted: number };
  #phase: "open" | "closing" | "closed" = "open";
  #state: S;
  /** The last event applied, the last given to the journal, and the last that it keeps. */
  #applied: number;
  #given: number;
  #kept: number;
  /** The last event that a snapshot was taken after. */
  #snapshot: number;
  /** Events applied and not given to the journal. */
  #events: E[] = [];
  #waiting: Waiting<S>[] = [];
  #flushing: "no" | "soon" = "no";
  #appending: Promise<void> | undefined = undefined;
  #acknowledging: "no" | "soon" = "no";
  #room: PromiseWithResolvers<void> | undefined = undefined;

  constructor(
    self: Context<M>,
    options: PersistentOptions<M, E, S>,
    limits: { readonly snapshotEvery: number; readonly maxUncommitted: number },
    { state, sequence, snapshot }: Restored<S>,
  ) {
    this.#self = self;
    this.#cell = localRef(self.ref)!.cell;
    this.#options = options;
    this.#limits = limits;
    this.#state = state;
    this.#applied = this.#given = this.#kept = sequence;
    this.#snapshot = snapshot;
  }

  /** With all events applied, whether they are kept or not. */
  get state(): S {
    return this.#state;
  }

  /** Takes what a message led to. A promise means that no further message is to be handled before it resolves. */
  take(message: unknown, effect: Effect<E, S> | void): void | Promise<void> {
    // The journal has failed, or the actor was killed, while the command was being decided on.
    if (this.#phase !== "open") return failAsk(message, this.#tooLate());
    if (effect === undefined) return;
    const { events = [], committed } = effect;
    if (events.length !== 0) this.#apply(events);
    else if (committed === undefined) return;
    else if (this.#waiting.length === 0) return void committed(this.#state);
    this.#waiting.push({ sequence: this.#applied, message, state: this.#state, committed });
    if (this.#waiting.length < this.#limits.maxUncommitted || this.#kept === this.#applied) return;
    return (this.#room ??= Promise.withResolvers<void>()).promise;
  }

  #apply(events: readonly E[]): void {
    let state = this.#state;
    for (const event of events) state = this.#options.apply(state, event);
    this.#state = state;
    for (const event of events) this.#events.push(event);
    this.#applied += events.length;
    if (this.#flushing === "soon" || this.#appending !== undefined) return;
    this.#flushing = "soon";
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = "no";
    if (this.#phase === "closed" || this.#appending !== undefined || this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    const from = this.#given + 1;
    this.#given += events.length;
    this.#appending = this.#append(from, events, this.#state);
  }

  async #append(from: number, events: readonly E[], state: S): Promise<void> {
    try {
      await this.#options.journal.append(this.#options.id, from, events);
    } catch (error) {
      return this.#refused(error);
    }
    this.#appending = undefined;
    if (this.#phase === "closed") return;
    this.#kept = from + events.length - 1;
    if (this.#phase === "open") this.#flush();
    if (this.#kept - this.#snapshot >= this.#limits.snapshotEvery) this.#takeSnapshot(state);
    this.#acknowledgeSoon();
    this.#makeRoom();
  }

  #refused(error: unknown): void {
    this.#appending = undefined;
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    for (const { sequence, message } of this.#waiting) if (sequence > this.#kept) failAsk(message, error);
    failed(this.#cell, error);
    this.#makeRoom();
  }

  async #takeSnapshot(state: S): Promise<void> {
    this.#snapshot = this.#kept;
    try {
      await this.#options.journal.snapshot(this.#options.id, this.#kept, state);
    } catch (error) {
      // A replay takes longer without it; nothing is lost.
      this.#cell.kernel.failed(this.#cell, error);
    }
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  // Acknowledging

  #acknowledgeSoon(): void {
    if (this.#phase !== "open" || this.#acknowledging === "soon" || this.#waiting.length === 0) return;
    this.#acknowledging = "soon";
    new Acknowledgement(this.#self, () => {
      this.#acknowledging = "no";
      this.#acknowledge();
    }).post(this.#cell);
  }

  /** Acknowledges what is kept, oldest first. What throws is over; those behind it go on waiting. */
  #acknowledge(): void {
    while (this.#waiting.length !== 0 && this.#waiting[0]!.sequence <= this.#kept) {
      const { message, state, committed } = this.#waiting.shift()!;
      try {
        committed?.(state);
      } catch (error) {
        failAsk(message, error);
        throw error;
      }
    }
  }

  // The end

  /** Ends with the incarnation: what has happened is kept, unless it was killed or the journal has failed. */
  async close(reason: ExitReason): Promise<void> {
    if (reason.type === "killed") this.#phase = "closed";
    if (this.#phase === "open") this.#phase = "closing";
    while (this.#phase === "closing" && this.#kept !== this.#applied) {
      this.#flush();
      await this.#appending;
      // Killed for taking too long; another incarnation may be writing.
      if (this.#cell.incarnation !== this.#self) this.#phase = "closed";
    }
    this.#phase = "closed";
    try {
      if (reason.type !== "killed") this.#acknowledgeAll();
    } finally {
      for (const { message } of this.#waiting) failAsk(message, this.#tooLate());
      this.#waiting = [];
    }
  }

  #acknowledgeAll(): void {
    const errors: unknown[] = [];
    while (this.#waiting.length !== 0 && this.#waiting[0]!.sequence <= this.#kept) {
      try {
        this.#acknowledge();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `Cannot acknowledge ${errors.length} commands`);
  }

  #tooLate(): StoppedError {
    return new StoppedError(`Cannot say whether "${this.#options.id}" keeps the outcome: its actor ended meanwhile`);
  }
}
