import { failure } from "./_failure.ts";
import { checkCaught, type ErrorConstructor, wanted } from "./_is_error.ts";

/** Rejects unless the promise that `fn` returns rejects; resolves to the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Rejects unless the promise rejects with an `ErrorClass` whose message includes `msgIncludes`; resolves to it. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructor<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error>(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: ErrorConstructor<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const want = wanted(errorClassOrMsg, msgIncludes, msg);
  const promise = called(fn);
  if (typeof promise?.then !== "function") {
    throw failure("Expected function to return a promise that rejects, but it threw or returned otherwise", want.msg);
  }
  try {
    await promise;
  } catch (caught) {
    checkCaught(caught, want);
    return caught;
  }
  throw failure("Expected function to reject", want.msg);
}

function called(fn: () => PromiseLike<unknown>): PromiseLike<unknown> | undefined {
  try {
    return fn();
  } catch {
    return undefined;
  }
}
