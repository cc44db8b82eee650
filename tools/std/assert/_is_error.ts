import { stripVTControlCharacters } from "node:util";
import { failure } from "./_failure.ts";

// deno-lint-ignore no-explicit-any
export type ErrorConstructor<E extends Error> = new (...args: any[]) => E;

/** What `assertThrows()` and `assertRejects()` were asked to look for, whichever of their two forms was called. */
export interface Wanted<E extends Error> {
  errorClass?: ErrorConstructor<E>;
  includes?: string | undefined;
  msg?: string | undefined;
}

/** Tells the form `(fn, msg)` from the form `(fn, ErrorClass, msgIncludes, msg)`. */
export function wanted<E extends Error>(
  errorClassOrMsg: ErrorConstructor<E> | string | undefined,
  includes: string | undefined,
  msg: string | undefined,
): Wanted<E> {
  if (typeof errorClassOrMsg === "string") return { msg: errorClassOrMsg };
  if (errorClassOrMsg === undefined) return { msg };
  return { errorClass: errorClassOrMsg, includes, msg };
}

/** Throws unless what was caught is what was wanted; without a wanted class anything will do. */
export function checkCaught<E extends Error>(caught: unknown, { errorClass, includes, msg }: Wanted<E>): void {
  if (errorClass === undefined) return;
  if (!(caught instanceof Error)) throw failure("A value that is not an Error was thrown", msg);
  if (!(caught instanceof errorClass)) {
    throw failure(`Expected an error of class "${errorClass.name}", but got "${caught.constructor.name}"`, msg);
  }
  if (includes && !stripVTControlCharacters(caught.message).includes(stripVTControlCharacters(includes))) {
    throw failure(
      `Expected the error message to include ${JSON.stringify(includes)}, but got ${JSON.stringify(caught.message)}`,
      msg,
    );
  }
}
