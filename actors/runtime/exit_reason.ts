/**
 * Why an actor ended.
 *
 * - `normal`: it stopped itself.
 * - `shutdown`: somebody above it asked it to stop, or a supervisor gave up; `detail` says why in words.
 * - `killed`: it was ended without being asked.
 * - `failed`: its factory or handler threw `error`.
 * - `not-found`: it had ended before it was watched; seen only in a `terminated` signal.
 *
 * `killed` and `failed` are abnormal: a transient child is restarted after them and after nothing else.
 */
export type ExitReason =
  | { readonly type: "normal" }
  | { readonly type: "shutdown"; readonly detail?: string }
  | { readonly type: "killed" }
  | { readonly type: "failed"; readonly error: unknown }
  | { readonly type: "not-found" };

/** The actor stopped itself. */
export const NORMAL: ExitReason = Object.freeze({ type: "normal" });
/** The actor was asked to stop. */
export const SHUTDOWN: ExitReason = Object.freeze({ type: "shutdown" });
/** The actor was ended without being asked. */
export const KILLED: ExitReason = Object.freeze({ type: "killed" });
/** The actor was already gone. */
export const NOT_FOUND: ExitReason = Object.freeze({ type: "not-found" });

/** Whether a reason is one that a transient child is restarted for: `killed` or `failed`. */
export function isAbnormal(reason: ExitReason): boolean {
  return reason.type === "killed" || reason.type === "failed";
}

/** A reason in one line, for logs and error messages. */
export function describeReason(reason: ExitReason): string {
  switch (reason.type) {
    case "normal":
    case "killed":
    case "not-found":
      return reason.type;
    case "shutdown":
      return reason.detail === undefined ? "shutdown" : `shutdown (${reason.detail})`;
    case "failed":
      return `failed (${describeError(reason.error)})`;
  }
}

/** An error in one line. Looks at nothing but `name` and `message`, and does not throw even where these do. */
export function describeError(error: unknown): string {
  try {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
    return typeof error === "object" || typeof error === "function" ? "a thrown object" : String(error);
  } catch {
    return "a thrown object";
  }
}
