/** Stops what it was returned for; calling it again does nothing. */
export type Cancel = () => void;

/**
 * Where a system gets its time from: given once, to the `System`, so that tests can turn time by hand.
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { ManualClock } from "@mailroom/mailroom/testing";
 *
 * const clock = new ManualClock();
 * await using system = new System({ clock });
 * clock.advance(5_000);
 * ```
 */
export interface Clock {
  /** Milliseconds since some fixed point; never goes back. */
  now(): number;
  /** Calls `callback` once, `delay` milliseconds from now or later. */
  setTimer(callback: () => void, delay: number): Cancel;
}

/** The longest delay that setTimeout takes. */
const LONGEST = 2 ** 31 - 1;

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delay) => {
    const timer = setTimeout(callback, Math.min(delay, LONGEST));
    return () => clearTimeout(timer);
  },
};
