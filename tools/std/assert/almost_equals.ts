import { failure } from "./_failure.ts";

/** Throws unless the two lie within `tolerance` of each other; by default within 1e-7 of `expected`, relatively. */
export function assertAlmostEquals(actual: number, expected: number, tolerance?: number, msg?: string): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ?? (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  const distance = Math.abs(expected - actual);
  if (distance <= allowed) return;
  throw failure(`Expected ${actual} to be within ${allowed} of ${expected}, but it is ${distance} away`, msg);
}
