/** Something with work to do: an actor that has mail. */
export interface Runnable {
  /**
   * Does at most `budget` units of work and returns how many it did. Must not throw. If work is left, it makes itself
   * ready again before it returns.
   */
  run(budget: number): number;
  /** Belongs to the scheduler: which one is ready next. A runnable only keeps the place, `undefined` at first. */
  next?: Runnable | undefined;
  /** Told now and then how long some of its units took: `time` milliseconds for `units`. */
  sampled?(time: number, units: number): void;
}

/**
 * Decides which ready actor runs next. Given once, to the `System`; tests use a seeded one.
 *
 * Every runnable that was made ready is run exactly once for each time, and only one at a time.
 */
export interface Scheduler {
  /** Queues a runnable. It never runs before this call has returned. */
  ready(runnable: Runnable): void;
  /**
   * Calls `callback` once when the turns that follow each other now are over, with whether nothing is ready any more:
   * `false` where the host was given a turn in between, or may have been.
   */
  afterTurns(callback: (rested: boolean) => void): void;
  /** What is running just now, if anything. */
  readonly current: Runnable | undefined;
}
