import { difference } from "./_failure.ts";

/** Throws unless the two are the same by `Object.is()`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (!Object.is(actual, expected)) throw difference("Values are not strictly equal", actual, expected, msg);
}
