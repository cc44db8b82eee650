import { failure } from "./_failure.ts";

/** Throws if `actual` is `null` or `undefined`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === null || actual === undefined) throw failure(`Expected a value, but got "${actual}"`, msg);
}
