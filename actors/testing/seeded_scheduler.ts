import { immediate } from "../runtime/_immediate.ts";
import type { Runnable, Scheduler } from "../runtime/scheduler.ts";
import { seededRandom } from "./seeded_random.ts";

/** Turns after which sockets and timers get one, so that actors that never rest cannot hang a test. */
const SLICE = 1_000;
/** The most messages in one turn. */
const MOST = 4;

/**
 * Runs ready actors in an order that follows from a seed. Each turn is of a random actor and for a random number of its
 * messages, so that every interleaving that a real system may show can come up, and comes up again under its seed.
 * Messages from one sender to one receiver keep their order.
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { SeededScheduler } from "@mailroom/mailroom/testing";
 *
 * await using system = new System({ scheduler: new SeededScheduler(42) });
 * ```
 */
export class SeededScheduler implements Scheduler {
  readonly #random: () => number;
  readonly #ready: Runnable[] = [];
  readonly #after: ((rested: boolean) => void)[] = [];
  #state: "idle" | "scheduled" = "idle";
  /** What is running just now, if anything. */
  current: Runnable | undefined = undefined;

  /** The order follows from `seed`, a whole number. */
  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Queues a runnable; see {@linkcode Scheduler}. */
  ready(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#state === "idle") this.#schedule();
  }

  /** Calls back when nothing is ready; see {@linkcode Scheduler}. */
  afterTurns(callback: (rested: boolean) => void): void {
    this.#after.push(callback);
    if (this.#state === "idle") this.#schedule();
  }

  #schedule(): void {
    this.#state = "scheduled";
    queueMicrotask(() => this.#drain());
  }

  #drain(): void {
    for (let turns = 0; this.#ready.length !== 0; turns++) {
      if (turns === SLICE) return immediate(() => this.#drain());
      const index = Math.floor(this.#random() * this.#ready.length);
      const [runnable] = this.#ready.splice(index, 1);
      this.current = runnable;
      runnable?.run(1 + Math.floor(this.#random() * MOST));
      this.current = undefined;
    }
    this.#state = "idle";
    for (const callback of this.#after.splice(0)) callback(true);
  }
}
