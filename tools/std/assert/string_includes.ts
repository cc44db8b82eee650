import { failure } from "./_failure.ts";

/** Throws unless `expected` occurs in `actual`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) throw failure(`Expected "${actual}" to contain "${expected}"`, msg);
}
