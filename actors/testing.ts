/**
 * Tools to test actors with: time that is turned by hand, a probe that takes the place of a neighbour, a scheduler whose
 * order follows from a seed.
 *
 * @module
 */
export { ManualClock } from "./testing/manual_clock.ts";
export { Probe, type ProbeOptions } from "./testing/probe.ts";
export { SeededScheduler } from "./testing/seeded_scheduler.ts";
export { seededRandom } from "./testing/seeded_random.ts";
export { underSeeds, type UnderSeedsOptions } from "./testing/under_seeds.ts";
export { turn } from "./testing/turn.ts";
