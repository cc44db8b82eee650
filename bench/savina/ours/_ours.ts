import { describeReason, System } from "../../../actors/mod.ts";
export { type Actor, ask, type Ref, type System } from "../../../actors/mod.ts";

/**
 * Starts a fresh system, hands it to `body`, waits until `body` calls `done`, and shuts the system down. The first
 * failure of an actor ends the iteration: a restarted one would have lost its count.
 */
export async function inSystem<T>(body: (system: System, done: (result: T) => void) => void): Promise<T> {
  await using system = new System({ intensity: 0 });
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  system.done.then((reason) => {
    reject(new Error(`Cannot finish the iteration: the system has ended, ${describeReason(reason)}`));
  });
  body(system, resolve);
  return await promise;
}
