import { inspect } from "node:util";
import { failure } from "./_failure.ts";
import { equal } from "./equal.ts";

/** Throws if the two are deeply equal, as `equal()` sees it. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) throw failure(`Expected ${inspect(actual)} not to equal ${inspect(expected)}`, msg);
}
