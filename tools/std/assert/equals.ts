import { difference } from "./_failure.ts";
import { equal } from "./equal.ts";

/** Throws unless the two are deeply equal, as {@linkcode equal} sees it. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) throw difference("Values are not equal", actual, expected, msg);
}
