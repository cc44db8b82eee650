/** Milliseconds without any delivery after which what is missing counts as lost. */
const PATIENCE = 5_000;
const STEP = 250;

/** Calls `stalled` when a count has stopped growing. */
export function watch(count: () => number, stalled: () => void): ReturnType<typeof setInterval> {
  let before = 0;
  let idle = 0;
  // In small steps: where the whole machine has slept, a clock would find that the time is up.
  return setInterval(() => {
    const now = count();
    idle = now === before ? idle + STEP : 0;
    before = now;
    if (idle >= PATIENCE) stalled();
  }, STEP);
}
