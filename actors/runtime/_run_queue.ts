import { immediate } from "./_immediate.ts";
import type { Runnable, Scheduler } from "./scheduler.ts";

/** Messages that one actor may handle before the next gets its turn. */
const THROUGHPUT = 32;
/** Milliseconds after which sockets and timers get a turn, if they have had none by then. */
const SLICE = 1.5;
/** The messages between two looks at the clock, which costs as much as several messages. */
const QUANTUM = { start: 32, most: 512 };
/** Rounds that an event loop which never sleeps may take until it looks at its sockets: Deno's does so in every 61st. */
const ROUNDS = 64;

/**
 * The scheduler of a real system: one first-in first-out queue, drained in a microtask, which makes room for the host's
 * event loop after a slice of time. The looks at the clock are spaced by the work that fits between them, so that slow
 * handlers are soon looked at after every message and fast ones do not pay.
 *
 * A slice outlasts a drain, because an actor that awaits what is there already begins a new drain with each message, and
 * the host gets no turn in between. Where it does get one, a mark that is left for it begins the next slice; only if
 * that has not come to pass within a second slice, the queue stands back.
 */
export class RunQueue implements Scheduler {
  /** Those that are ready, a list through themselves. */
  #first: Runnable | undefined = undefined;
  #last: Runnable | undefined = undefined;
  readonly #now: () => number;
  #state: "idle" | "draining" | "yielding" = "idle";
  #quantum = QUANTUM.start;
  /** Messages, and one for each turn of an actor, until the next look. */
  #left = QUANTUM.start;
  #looked: number;
  #sliceStart: number;
  /** Whether a mark was left that the host has not come upon yet. */
  #marked = false;
  #rounds = 0;
  #after: ((rested: boolean) => void)[] = [];
  current: Runnable | undefined = undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#looked = this.#sliceStart = now();
  }

  ready(runnable: Runnable): void {
    if (this.#last === undefined) this.#first = runnable;
    else this.#last.next = runnable;
    this.#last = runnable;
    if (this.#state === "idle") {
      this.#state = "draining";
      queueMicrotask(this.#drain);
    }
  }

  afterTurns(callback: (rested: boolean) => void): void {
    this.#after.push(callback);
    if (this.#state !== "idle") return;
    this.#state = "draining";
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    let left = this.#left;
    for (let runnable = this.#take(); runnable !== undefined; runnable = this.#take()) {
      this.current = runnable;
      left -= runnable.run(left < THROUGHPUT ? left : THROUGHPUT) + 1;
      if (left > 0) continue;
      let now = this.#look();
      if (now - this.#sliceStart < SLICE) now = this.#sample(now);
      left = this.#quantum;
      if (now - this.#sliceStart < SLICE || this.#mark(now)) continue;
      this.#state = "yielding";
      this.#rounds = ROUNDS;
      immediate(this.#resume);
      break;
    }
    this.#left = left;
    this.current = undefined;
    const rested = this.#state === "draining";
    if (rested) this.#state = "idle";
    if (this.#after.length === 0) return;
    const after = this.#after;
    this.#after = [];
    for (const callback of after) callback(rested);
  };

  #take(): Runnable | undefined {
    const runnable = this.#first;
    if (runnable === undefined) return undefined;
    this.#first = runnable.next;
    if (this.#first === undefined) this.#last = undefined;
    else runnable.next = undefined;
    return runnable;
  }

  /** Leaves a mark for the host and begins a slice; `false` when there is one already. */
  #mark(now: number): boolean {
    if (this.#marked) return false;
    this.#marked = true;
    this.#sliceStart = now;
    immediate(() => {
      this.#marked = false;
      this.#looked = this.#sliceStart = this.#now();
    });
    return true;
  }

  /** Goes on when the host has had its turn. */
  readonly #resume = (): void => {
    if (--this.#rounds > 0) return immediate(this.#resume);
    this.#state = "draining";
    this.#looked = this.#sliceStart = this.#now();
    this.#drain();
  };

  /** Runs one, timed. */
  #sample(before: number): number {
    const runnable = this.#take();
    if (runnable === undefined) return before;
    this.current = runnable;
    const done = runnable.run(this.#quantum < THROUGHPUT ? this.#quantum : THROUGHPUT);
    const after = this.#look();
    if (done > 0) runnable.sampled?.(after - before, done);
    return after;
  }

  /** Looks at the clock, and spaces the looks: farther while they find little time gone by, closer when they find much. */
  #look(): number {
    const now = this.#now();
    const elapsed = now - this.#looked;
    this.#looked = now;
    if (elapsed > SLICE / 3) this.#quantum = Math.max(1, this.#quantum >> 2);
    else if (elapsed < SLICE / 15) this.#quantum = Math.min(QUANTUM.most, this.#quantum * 2);
    return now;
  }
}
