import * as errors from "../errors.ts";
import { describeError, type ExitReason } from "../exit_reason.ts";
import type { WireError, WireReason } from "./_frame.ts";

/** Causes of causes that are sent along. */
const DEPTH = 4;

/** Errors that are of their class again on the other side; all others keep their name. */
const CLASSES: Readonly<Record<string, ErrorConstructor | undefined>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  ...errors as unknown as Record<string, ErrorConstructor>,
};

/** An error, or what else was thrown, for the other thread. */
export function wireError(error: unknown, depth: number = DEPTH): WireError {
  try {
    if (error instanceof Error || error instanceof DOMException) {
      const { name, message, stack, cause } = error as Error;
      const wire = { name: String(name), message: String(message), stack: stack === undefined ? stack : String(stack) };
      return cause === undefined || depth === 0 ? wire : { ...wire, cause: wireError(cause, depth - 1) };
    }
    return { value: structuredClone(error) };
  } catch {
    return { name: "Error", message: describeError(error) };
  }
}

/** The error that was meant. */
export function unwireError(wire: WireError): unknown {
  if (wire.name === undefined) return wire.value;
  const { name, message, stack, cause } = wire;
  const options = cause === undefined ? {} : { cause: unwireError(cause) };
  const own = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  const error = own === undefined ? new Error(message, options) : new own(message, options);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** A reason for the other thread. */
export function wireReason(reason: ExitReason): WireReason {
  return reason.type === "failed" ? { type: "failed", error: wireError(reason.error) } : reason;
}

/** The reason that was meant. */
export function unwireReason(wire: WireReason): ExitReason {
  return wire.type === "failed" ? { type: "failed", error: unwireError(wire.error) } : wire as ExitReason;
}
