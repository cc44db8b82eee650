/** A time span as nats-server writes it: `1y2d3h4m5s`, the larger units only where there are any. */
export function spanText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000);
  const units: readonly (readonly [string, number])[] = [
    ["y", Math.floor(seconds / 31_536_000)],
    ["d", Math.floor(seconds / 86_400) % 365],
    ["h", Math.floor(seconds / 3_600) % 24],
    ["m", Math.floor(seconds / 60) % 60],
  ];
  const first = units.findIndex(([, count]) => count > 0);
  const larger = first < 0 ? "" : units.slice(first).map(([unit, count]) => `${count}${unit}`).join("");
  return `${larger}${seconds % 60}s`;
}

/** A short time as Go writes it: `427µs`, `1.5ms`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.max(1, Math.round(milliseconds * 1_000))}µs`;
  if (milliseconds < 1_000) return `${Number(milliseconds.toFixed(3))}ms`;
  return `${Number((milliseconds / 1_000).toFixed(3))}s`;
}

/** A moment in RFC 3339. */
export function momentText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
