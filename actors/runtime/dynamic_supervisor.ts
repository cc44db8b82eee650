import type { Actor } from "./actor.ts";
import type { Ref } from "./ref.ts";
import { type ChildSpec, fullSpec } from "./spawn_options.ts";
import { supervise } from "./_supervise.ts";
import { fullSupervision, type SupervisorOptions } from "./supervisor_options.ts";

/** What a dynamic supervisor understands: start one more. */
export interface StartChild<A, M> {
  /** What is to be done. */
  readonly type: "start";
  /** What the template makes the child from. */
  readonly argument: A;
  /** The child's name; without it the child gets one such as `$42`. A name that is taken is answered with `undefined`. */
  readonly name?: string;
  /** Gets the child's ref; `undefined` when it could not be spawned. */
  readonly replyTo?: Ref<Ref<M> | undefined>;
}

/** Options of {@linkcode dynamicSupervisor}: those of a supervisor but the strategy, and the specification of every child. */
export interface DynamicSupervisorOptions extends Omit<SupervisorOptions, "strategy"> {
  /** How every child is kept. */
  readonly child?: ChildSpec;
}

/**
 * A supervisor of children that come and go, all made by one template, after OTP's `simple_one_for_one`.
 *
 * It starts with none. A child that cannot be made, because its name is taken or the template throws, is published as a
 * `failed` event of the supervisor and harms nobody else. When it stops, all children are stopped at once, under one
 * deadline (the child's `shutdown`), in no promised order.
 *
 * @param options see {@linkcode DynamicSupervisorOptions}
 * @param template makes the actor of a child from the argument of its `start` message
 * @throws {RangeError} when an option is out of range
 *
 * @example
 * ```ts
 * import { dynamicSupervisor, System } from "@mailroom/mailroom/actors";
 *
 * const sessions = dynamicSupervisor(
 *   { child: { restart: "temporary" } },
 *   (user: string) => () => (line: string) => console.log(user, line),
 * );
 * await using system = new System();
 * system.spawn("sessions", sessions).tell({ type: "start", argument: "ada" });
 * ```
 */
export function dynamicSupervisor<A, M>(
  options: DynamicSupervisorOptions,
  template: (argument: A) => Actor<M>,
): Actor<StartChild<A, M>> {
  const { child, ...rest } = options;
  const spec = fullSpec(child);
  return supervise<StartChild<A, M>>(fullSupervision(rest, true), (_self, supervision) => (message) => {
    let ref: Ref<M> | undefined;
    try {
      ref = supervision.add(message.name, template(message.argument), spec).ref;
    } catch (error) {
      // The children that there are have no part in it.
      supervision.report(error);
    }
    message.replyTo?.tell(ref);
  });
}
