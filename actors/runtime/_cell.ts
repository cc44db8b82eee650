import type { Actor, Handler } from "./actor.ts";
import type { Children } from "./_children.ts";
import { Envelope } from "./_envelope.ts";
import type { ExitReason } from "./exit_reason.ts";
import type { Incarnation } from "./_incarnation.ts";
import type { Kernel } from "./_kernel.ts";
import { failed } from "./_failure.ts";
import { attend } from "./_lifecycle.ts";
import type { LocalRef } from "./_local_ref.ts";
import { type Offers, waitForRoom } from "./_offers.ts";
import { overflow } from "./_overflow.ts";
import type { PendingAsk } from "./_pending_ask.ts";
import { Ring } from "./_ring.ts";
import type { Runnable } from "./scheduler.ts";
import type { Signals } from "./_signals.ts";
import type { FullSpec } from "./spawn_options.ts";
import type { StopSequence } from "./_stop_sequence.ts";
import type { Supervision } from "./_supervision.ts";
import type { Watchers } from "./_watchers.ts";

/** Where an actor is in its life. `created` waits for its supervisor to start it. */
export type CellState = "created" | "starting" | "running" | "restarting" | "stopping" | "stopped";

/** An end that has been asked for and is under way. */
export interface Ending {
  kill: boolean;
  reason: ExitReason;
  /** Whether the parent's verdict is known already: no restart. */
  final: boolean;
  /** Whether all that was accepted before has been handled. */
  drained: boolean;
  phase: "requested" | "children" | "hook";
  /** Told when the incarnation is over, waited for or not. */
  settled?: () => void;
}

/**
 * One actor across all its incarnations: the mailbox, the place in the tree, who watches it. What belongs to one
 * incarnation is in {@linkcode Incarnation}. This file is the path of every message; all that is rarer is elsewhere.
 */
// deno-lint-ignore no-explicit-any -- cells of all types of message live in one tree
export class Cell<M = any> implements Runnable {
  readonly kernel: Kernel;
  readonly parent: Cell | undefined;
  readonly actor: Actor<M>;
  readonly spec: FullSpec;
  readonly ref: LocalRef<M>;
  readonly mailbox = new Ring<M | Envelope>();

  /** The scheduler's. */
  next: Runnable | undefined = undefined;
  state: CellState = "created";
  /** What it is doing: a message told to an idle cell makes it ready; the others will look for mail themselves. */
  activity: "idle" | "queued" | "running" | "waiting" = "idle";
  /** Messages that may wait now: the capacity, or 0 once nothing more is accepted. */
  limit: number;
  /** Whether there is something to see to before the next message: a start, an end, a signal. */
  attention = true;
  /** How many entries of the mailbox are envelopes. */
  envelopes = 0;

  /** Just the function of the current behaviour; with its object looked up here, every message would pay for it. */
  receive: (this: unknown, message: M) => void | Promise<void> = nobody;
  handler: Handler<M> | undefined = undefined;
  incarnation: Incarnation<M> | undefined = undefined;
  ending: Ending | undefined = undefined;
  children: Children | undefined = undefined;
  /** Neighbours in the parent's list of children. */
  older: Cell | undefined = undefined;
  younger: Cell | undefined = undefined;
  supervision: Supervision | undefined = undefined;
  stopping: StopSequence | undefined = undefined;
  signals: Signals | undefined = undefined;
  watchers: Watchers | undefined = undefined;
  /** Asks that wait for this actor's answer. */
  asks: PendingAsk | undefined = undefined;
  /** Asks of this actor that wait for others. */
  asking: Set<PendingAsk> | undefined = undefined;
  offers: Offers | undefined = undefined;
  /** What its adapted refs convert with. */
  conversions: WeakMap<object, (message: never) => M> | undefined = undefined;
  grouped = false;
  /** Whether it may hold mail and has no turn. */
  held = false;

  incarnations = 0;
  /** `NaN` until it has started. */
  startedAt = NaN;
  handled = 0;
  sampledTime = 0;
  sampledUnits = 0;

  constructor(
    kernel: Kernel,
    parent: Cell | undefined,
    name: string | undefined,
    actor: Actor<M>,
    spec: FullSpec,
    path: string,
  ) {
    this.kernel = kernel;
    this.parent = parent;
    this.actor = actor;
    this.spec = spec;
    this.limit = spec.capacity;
    this.ref = kernel.ref(this, path, name);
  }

  /** Gives an idle cell its turn. */
  wake(): void {
    this.activity = "queued";
    this.kernel.scheduler.ready(this);
  }

  /** Accepts an entry that is not a plain message. */
  post(envelope: Envelope, ref: LocalRef): boolean {
    if (this.mailbox.size >= this.limit) return overflow(this, envelope, ref);
    this.enqueue(envelope);
    return true;
  }

  /** Puts an entry into the mailbox whether there is room or not. */
  enqueue(entry: M | Envelope): void {
    if (Envelope.is(entry)) this.envelopes++;
    this.mailbox.push(entry);
    if (this.activity === "idle") this.wake();
  }

  /** Takes the oldest entry out. */
  dequeue(): M | Envelope {
    const entry = this.mailbox.shift();
    if (this.envelopes !== 0 && Envelope.is(entry)) this.envelopes--;
    return entry;
  }

  /** Makes an entry a dead letter. */
  discard(entry: M | Envelope, why: "stopped" | "full", ref: LocalRef = this.ref): void {
    if (!Envelope.is(entry)) return this.kernel.deadLetter(ref, why, entry);
    if (entry.content !== undefined) this.kernel.deadLetter(ref, why, entry.content.message);
    entry.dropped();
  }

  offer(entry: M | Envelope, signal: AbortSignal | undefined, ref: LocalRef): Promise<void> {
    return waitForRoom(this, entry, signal, ref);
  }

  run(budget: number): number {
    this.activity = "running";
    if (this.held) this.#hold(false);
    const mailbox = this.mailbox;
    let done = 0;
    let blocked = false;
    while (true) {
      if (this.attention && !attend(this)) {
        blocked = true;
        break;
      }
      if (mailbox.size === 0 || done === budget) break;
      const entry = mailbox.shift();
      done++;
      try {
        const result = this.envelopes === 0 ? this.receive.call(this.handler, entry as M) : this.#open(entry);
        if (result !== undefined && typeof result?.then === "function") {
          this.wait(result, entry);
          break;
        }
      } catch (error) {
        failed(this, error, entry);
      }
    }
    this.handled += done;
    if (this.activity === "running") {
      this.activity = "idle";
      // What blocks a cell will wake it, but for a restart that was decided in this very turn.
      const again = blocked
        ? this.state === "starting" && this.incarnation === undefined
        : mailbox.size !== 0 || this.attention;
      if (again) this.wake();
      else if (blocked) {
        if (this.state !== "stopped") this.#hold(true);
        else this.kernel.past.add(this);
      }
    }
    if (this.offers !== undefined) this.offers.admit(this);
    return done;
  }

  /** Keeps count of the cells that may hold mail and have no turn: what they hold is not at rest. */
  #hold(held: boolean): void {
    if (this.held === held) return;
    this.held = held;
    this.kernel.held += held ? 1 : -1;
  }

  /** Ended: it holds nothing any more. */
  letGo(): void {
    this.#hold(false);
  }

  sampled(time: number, units: number): void {
    this.sampledTime += time;
    this.sampledUnits += units;
  }

  /** Handles one message with the current behaviour. */
  handle(message: M): void | Promise<void> {
    return this.receive.call(this.handler, message);
  }

  #open(entry: M | Envelope): void | Promise<void> {
    if (!Envelope.is(entry)) return this.handle(entry);
    this.envelopes--;
    return entry.deliver(this);
  }

  /** Handles nothing more until a promise of the current incarnation has settled; `entry` is what it came from. */
  wait(result: PromiseLike<unknown>, entry?: M | Envelope): void {
    const incarnation = this.incarnation!;
    this.activity = "waiting";
    this.#hold(true);
    // A promise is taken as it is; what is merely like one may throw or call back twice. One that never settles keeps
    // hold of the incarnation only, which lets go of the cell when it is over.
    Promise.resolve(result).then(
      () => incarnation.cell?.resume(),
      (error) => {
        const { cell } = incarnation;
        if (cell !== undefined) failed(cell, error, entry);
        cell?.resume();
      },
    );
    // Killed by itself: it is not waited for.
    if (this.ending?.kill) this.wake();
  }

  /** Lets go of the incarnation that is over and of all its state. */
  vacate(): void {
    this.incarnation?.revoke();
    this.incarnation = this.handler = undefined;
    this.supervision = this.ending = undefined;
    this.receive = nobody;
  }

  /** Goes on after a promise. */
  resume(): void {
    if (this.activity === "waiting") this.wake();
  }
}

/** The behaviour of a cell that has none. It is never called: such a cell has no turn for messages. */
function nobody(): void {}
