import { AssertionError as NodeAssertionError } from "node:assert";
import { AssertionError } from "./assertion_error.ts";

/** The failure to throw: what did not hold, and the caller's own message after it. */
export function failure(what: string, msg?: string): AssertionError {
  return new AssertionError(msg ? `${what}: ${msg}` : `${what}.`);
}

/** Like `failure()`, followed by the difference between the two values, line by line. */
export function difference(what: string, actual: unknown, expected: unknown, msg?: string): AssertionError {
  const report = new NodeAssertionError({ actual, expected, operator: "deepStrictEqual" }).message;
  const belowHeading = report.slice(report.indexOf("\n"));
  return new AssertionError(failure(what, msg).message + belowHeading);
}
