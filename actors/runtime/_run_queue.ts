import { immediate } from "./_immediate.ts";
import { Ring } from "./_ring.ts";
import type { Runnable, Scheduler } from "./scheduler.ts";

/** Messages that one actor may handle before the next gets its turn. */
const THROUGHPUT = 256;
/** Milliseconds after which sockets and timers get a turn. */
const SLICE = 1.5;
/** The messages between two looks at the clock, which costs as much as several messages. */
const QUANTUM = { start: 32, most: 512 };

/**
 * The scheduler of a real system: one first-in first-out queue, drained in a microtask, which makes room for the host's
 * event loop after a slice of time. The looks at the clock are spaced by the work that fits between them, so that slow
 * handlers are noticed after one message and fast ones do not pay.
 */
export class RunQueue implements Scheduler {
  readonly #queue = new Ring<Runnable>();
  readonly #now: () => number;
  #state: "idle" | "draining" | "yielding" = "idle";
  #quantum = QUANTUM.start;
  current: Runnable | undefined = undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  ready(runnable: Runnable): void {
    this.#queue.push(runnable);
    if (this.#state === "idle") {
      this.#state = "draining";
      queueMicrotask(this.#drain);
    }
  }

  readonly #drain = (): void => {
    this.#state = "draining";
    const queue = this.#queue;
    let left = this.#quantum;
    let sliceStart = -1;
    let looked = -1;
    while (queue.size !== 0) {
      const runnable = queue.shift();
      this.current = runnable;
      const done = runnable.run(left < THROUGHPUT ? left : THROUGHPUT);
      left -= done + 1;
      if (left > 0) continue;
      const now = this.#now();
      if (sliceStart < 0) sliceStart = looked = now;
      if (now - sliceStart >= SLICE) {
        this.current = undefined;
        this.#state = "yielding";
        immediate(this.#drain);
        return;
      }
      this.#space(now - looked);
      left = this.#quantum;
      looked = now;
      if (queue.size !== 0) looked = this.#sample(queue.shift(), now);
    }
    this.current = undefined;
    this.#state = "idle";
  };

  /** Runs one, timed. */
  #sample(runnable: Runnable, before: number): number {
    this.current = runnable;
    const done = runnable.run(this.#quantum < THROUGHPUT ? this.#quantum : THROUGHPUT);
    const after = this.#now();
    if (done > 0) runnable.sampled?.(after - before, done);
    return after;
  }

  /** Doubles the space between looks while they find little time gone by, and closes it when they find much. */
  #space(elapsed: number): void {
    if (elapsed > SLICE / 3) this.#quantum = Math.max(1, this.#quantum >> 2);
    else if (elapsed < SLICE / 15) this.#quantum = Math.min(QUANTUM.most, this.#quantum * 2);
  }
}
