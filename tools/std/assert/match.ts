import { failure } from "./_failure.ts";

/** Throws unless `expected` matches `actual`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) throw failure(`Expected "${actual}" to match ${expected}`, msg);
}
