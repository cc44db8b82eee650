import { SeededScheduler } from "./seeded_scheduler.ts";

/** Options of {@linkcode underSeeds}. */
export interface UnderSeedsOptions {
  /** How many schedules to try. Default 100. */
  readonly seeds?: number;
  /** The first seed; the others follow. Set it to a failing one, with `seeds: 1`, to see that failure alone. Default 1. */
  readonly first?: number;
}

/**
 * Runs a test under many schedules.
 *
 * @param test is given a fresh scheduler and its seed each time
 * @throws {Error} at the first schedule under which the test throws; the message names the seed, `cause` is what it threw
 *
 * @example
 * ```ts
 * import { System } from "@mailroom/mailroom/actors";
 * import { Probe, underSeeds } from "@mailroom/mailroom/testing";
 *
 * await underSeeds(async (scheduler) => {
 *   await using system = new System({ scheduler });
 *   const probe = new Probe<number>(system);
 *   probe.ref.tell(1);
 *   await probe.expect(1);
 * });
 * ```
 */
export async function underSeeds(
  test: (scheduler: SeededScheduler, seed: number) => void | Promise<void>,
  options: UnderSeedsOptions = {},
): Promise<void> {
  const { seeds = 100, first = 1 } = options;
  for (let seed = first; seed < first + seeds; seed++) {
    try {
      await test(new SeededScheduler(seed), seed);
    } catch (cause) {
      throw new Error(`Failed under seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }
}
