import type { Actor } from "./actor.ts";
import { supervise } from "./_supervise.ts";
import type { Ref } from "./ref.ts";
import { type ChildSpec, fullSpec } from "./spawn_options.ts";
import { fullSupervision, type SupervisorOptions } from "./supervisor_options.ts";
import type { System } from "./system.ts";

/** What a supervisor's children are declared with. */
export interface SupervisorContext {
  /** The last part of the supervisor's path. */
  readonly name: string;
  /** The system that it lives in. */
  readonly system: System;
  /**
   * Declares a child. Children start in the order of these calls, each after the one before has started; the ref is good
   * at once and stays good across restarts.
   *
   * @throws {NameTakenError} when there is a child of that name
   * @throws {RangeError} when the specification has a value out of range
   * @throws {RevokedError} when the supervisor's incarnation is over
   */
  spawn<C>(name: string, actor: Actor<C>, spec?: ChildSpec): Ref<C>;
}

/**
 * An actor that keeps other actors running, by the rules of Erlang/OTP's supervisors.
 *
 * The children are what `declare` spawns. If one fails to start the first time, those already started are stopped, youngest first,
 * and the supervisor has failed to start. Later, a child that ends is restarted as its `restart` says, with whom
 * `strategy` says, unless that were one restart too many within `period`; then the supervisor gives up.
 * A restart keeps the child's ref, its mailbox and their order; only the message that made it fail is gone.
 *
 * @param options see {@linkcode SupervisorOptions}
 * @param declare spawns the children; called once for each incarnation of the supervisor
 * @throws {RangeError} when an option is out of range
 *
 * @example
 * ```ts
 * import { type Actor, supervisor, System } from "@mailroom/mailroom/actors";
 *
 * const store: Actor<string> = () => (line) => console.log(line);
 * const tree = supervisor({ strategy: "rest-for-one", intensity: 3, period: 10_000 }, (self) => {
 *   const a = self.spawn("store", store);
 *   self.spawn("front", () => (line: string) => void a.tell(line));
 * });
 *
 * await using system = new System();
 * system.spawn("app", tree);
 * ```
 */
export function supervisor(options: SupervisorOptions, declare: (self: SupervisorContext) => void): Actor<never> {
  const full = fullSupervision(options);
  return supervise(full, (self, supervision) => {
    declare({
      name: self.name,
      system: self.system,
      spawn: (name, actor, spec) => supervision.add(name, actor, fullSpec(spec)).ref,
    });
    return { receive: () => {} };
  });
}
