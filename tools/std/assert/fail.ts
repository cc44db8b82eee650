import { failure } from "./_failure.ts";

/** Always throws. */
export function fail(msg?: string): never {
  throw failure("Failed assertion", msg);
}
