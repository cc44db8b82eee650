/**
 * Whether one more restart is within a supervisor's intensity, after OTP's `add_restart`.
 *
 * Pure: the restarts so far and the time are given, the restarts to remember are returned. A restart exactly `period` ago
 * still counts. Intensity 0 never restarts; intensity 1 restarts once, and the second within the period is one too many.
 *
 * @param restarts the times of earlier restarts, oldest first
 * @param now the time of this one, on the same clock
 * @param intensity how many restarts are tolerated within a period; with `Infinity` none need be remembered
 * @param period the length of the window, in milliseconds
 */
export function addRestart(
  restarts: readonly number[],
  now: number,
  intensity: number,
  period: number,
): { readonly allowed: boolean; readonly restarts: readonly number[] } {
  if (intensity === Infinity) return { allowed: true, restarts: [] };
  const recent = [...restarts.filter((time) => time >= now - period), now];
  return { allowed: recent.length <= intensity, restarts: recent };
}
