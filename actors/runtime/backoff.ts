/** How long a supervisor waits before it starts a child again. */
export interface Backoff {
  /** The wait after the first failure, in milliseconds, from 0. */
  readonly min: number;
  /** The longest wait before jitter, in milliseconds, at least `min`. */
  readonly max: number;
  /** The part of the wait, from 0, that is added at random: 0.2 adds up to a fifth. Default 0.2. */
  readonly jitter?: number;
}

/**
 * The wait before a restart, after Pekko's `BackoffSupervisor`: it doubles with each consecutive one, up to `max`.
 *
 * @param backoff the policy; without one the wait is 0
 * @param consecutive how many restarts went before without a calm run between them
 * @param random a number from 0 to below 1
 * @returns milliseconds
 */
export function backoffDelay(backoff: Backoff | undefined, consecutive: number, random: number): number {
  if (backoff === undefined) return 0;
  const { min, max, jitter = 0.2 } = backoff;
  // Where the power is infinite, a min of 0 would make it NaN.
  return (min === 0 ? 0 : Math.min(max, min * 2 ** consecutive)) * (1 + random * jitter);
}

/** How long a child must run, in milliseconds, for its next failure to count as the first again. */
export function calmRun(backoff: Backoff | undefined): number {
  return backoff === undefined ? 0 : (backoff.min + backoff.max) / 2;
}
