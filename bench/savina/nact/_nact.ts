// deno-lint-ignore no-import-prefix -- a peer to measure, not a dependency: its version is pinned here and nowhere else
import { type Ref, start, stop } from "npm:nact@7.6.2";
// deno-lint-ignore no-import-prefix -- as above
export { dispatch, query, type Ref, spawn, stop } from "npm:nact@7.6.2";

/** The version under test. */
export const version = "7.6.2";

/**
 * Starts a fresh system, hands it to `body`, waits until `body` calls `done`, and stops the system. Every actor is
 * made directly under the system: nact copies a parent's map of children for each message that the parent handles.
 */
export async function inSystem<T>(body: (system: Ref<never>, done: (result: T) => void) => void): Promise<T> {
  const system = start();
  try {
    return await new Promise<T>((resolve) => body(system, resolve));
  } finally {
    stop(system);
  }
}
