import { failure } from "./_failure.ts";
import { checkCaught, type ErrorConstructor, wanted } from "./_is_error.ts";

/** Throws unless `fn` throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Throws unless `fn` throws an `ErrorClass` whose message includes `msgIncludes`; returns that error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error>(
  fn: () => unknown,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const want = wanted(errorClassOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (caught) {
    checkCaught(caught, want);
    return caught;
  }
  throw failure("Expected function to throw", want.msg);
}
