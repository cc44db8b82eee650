import type { Cell } from "./_cell.ts";
import { Deadline } from "./_deadlines.ts";
import { Envelope } from "./_envelope.ts";
import type { Timers } from "./timers.ts";

type Kind = "after" | "fixed-delay" | "fixed-rate";

/** The timers of one incarnation. */
export class KeyedTimers<M> implements Timers<M> {
  readonly #cell: () => Cell<M>;
  readonly #timers = new Map<string, Timer<M>>();

  /** `cell` throws once the incarnation is over. */
  constructor(cell: () => Cell<M>) {
    this.#cell = cell;
  }

  after(key: string, delay: number, message: M): void {
    this.#set(key, delay, message, "after");
  }

  fixedDelay(key: string, delay: number, message: M): void {
    this.#set(key, delay, message, "fixed-delay");
  }

  fixedRate(key: string, period: number, message: M): void {
    this.#set(key, period, message, "fixed-rate");
  }

  cancel(key: string): void {
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
  }

  has(key: string): boolean {
    return this.#timers.has(key);
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #set(key: string, delay: number, message: M, kind: Kind): void {
    const cell = this.#cell();
    const least = kind === "after" ? 0 : 1;
    if (!(delay >= least && delay < Infinity)) {
      throw new RangeError(`Cannot set timer "${key}" to ${delay}: wanted milliseconds from ${least}`);
    }
    this.cancel(key);
    const timer = new Timer(cell, delay, message, kind, this.#timers, key);
    this.#timers.set(key, timer);
    timer.arm(delay);
  }
}

/** One timer. What it was set to is told by its object: a tick in the mailbox knows its timer, not just a key. */
class Timer<M> extends Deadline {
  readonly cell: Cell<M>;
  readonly delay: number;
  readonly message: M;
  readonly kind: Kind;
  /** All timers of the incarnation, and the key of this one: it leaves them when it has fired. */
  readonly #timers: Map<string, Timer<M>>;
  readonly #key: string;
  #state: "armed" | "queued" | "cancelled" = "armed";
  /** Made when the timer is set, and in the surroundings of that; it is never in the mailbox twice. */
  readonly #tick: Envelope;
  /** When it falls due next, at a fixed rate. */
  #next = 0;

  constructor(cell: Cell<M>, delay: number, message: M, kind: Kind, timers: Map<string, Timer<M>>, key: string) {
    super();
    this.cell = cell;
    this.delay = delay;
    this.message = message;
    this.kind = kind;
    this.#timers = timers;
    this.#key = key;
    if (kind === "fixed-rate") this.#next = cell.kernel.clock.now() + delay;
    this.#tick = cell.ref.wrapped(new Tick(this));
  }

  arm(delay: number): void {
    this.cell.kernel.deadlines.add(this, delay);
  }

  cancel(): void {
    this.#state = "cancelled";
    this.cell.kernel.deadlines.cancel(this);
  }

  override due(): void {
    if (this.kind === "fixed-rate") {
      const now = this.cell.kernel.clock.now();
      this.#next += this.delay * Math.max(1, Math.ceil((now - this.#next) / this.delay));
      this.arm(this.#next - now);
    }
    if (this.#state !== "armed") return;
    this.#state = "queued";
    this.cell.post(this.#tick, this.cell.ref);
  }

  /** Whether the tick in the mailbox still counts. */
  tick(): boolean {
    if (this.#state === "cancelled") return false;
    this.#state = "armed";
    if (this.kind === "after") this.#timers.delete(this.#key);
    return true;
  }

  /** The tick did not fit into the mailbox, or was pushed out of it. */
  lost(): void {
    if (this.tick()) this.handled();
  }

  get live(): boolean {
    return this.#state !== "cancelled";
  }

  handled(): void {
    if (this.kind === "fixed-delay" && this.#state === "armed") this.arm(this.delay);
  }
}

class Tick<M> extends Envelope {
  readonly #timer: Timer<M>;

  constructor(timer: Timer<M>) {
    super();
    this.#timer = timer;
  }

  /** A tick that was cancelled is missed by nobody. */
  override get content(): { readonly message: M } | undefined {
    return this.#timer.live ? { message: this.#timer.message } : undefined;
  }

  override dropped(): void {
    this.#timer.lost();
  }

  override deliver(cell: Cell<M>): void | Promise<void> {
    const timer = this.#timer;
    if (!timer.tick()) return;
    const result = cell.handle(timer.message);
    if (!(result instanceof Promise)) return timer.handled();
    return result.then(() => timer.handled());
  }
}
