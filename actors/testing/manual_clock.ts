import type { Cancel, Clock } from "../runtime/clock.ts";
import { turn } from "./turn.ts";

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until it is turned.
 *
 * @example
 * ```ts
 * import { type Actor, System } from "@mailroom/mailroom/actors";
 * import { ManualClock, Probe } from "@mailroom/mailroom/testing";
 *
 * const clock = new ManualClock();
 * await using system = new System({ clock });
 * const probe = new Probe<string>(system);
 * const alarm: Actor<string> = (self) => {
 *   self.timers.after("wake", 60_000, "morning");
 *   return (message) => void probe.ref.tell(message);
 * };
 * system.spawn("alarm", alarm);
 * await clock.advance(60_000);
 * await probe.expect("morning");
 * ```
 */
export class ManualClock implements Clock {
  #now: number;
  /** In the order in which they were set. */
  readonly #timers = new Set<Timer>();

  /** Begins at `start` milliseconds. */
  constructor(start = 0) {
    this.#now = start;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** The time that it shows, in milliseconds. */
  now(): number {
    return this.#now;
  }

  /** Calls `callback` when the clock has been turned `delay` milliseconds on. */
  setTimer(callback: () => void, delay: number): Cancel {
    const timer = { at: this.#now + delay, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /**
   * Turns it on by `time` milliseconds. Every timer that falls due on the way is called at its own time, and the actors
   * have come to rest before the next one and before the promise resolves, unless they wait for something else.
   */
  async advance(time: number): Promise<void> {
    const end = this.#now + time;
    await turn();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
      await turn();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
