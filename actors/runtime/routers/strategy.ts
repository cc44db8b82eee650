import type { Context } from "../context.ts";
import type { Ref } from "../ref.ts";

/**
 * How a router deals with one message: it tells whom it chooses among `members`.
 *
 * There is at least one member, each is there once, and they stand in the order in which they came. When they change
 * it is another array, so that what was worked out for the old one can be told to be stale by `===`.
 *
 * @typeParam M the messages that are routed
 */
export type Route<M> = (message: M, members: readonly Ref<M>[]) => void;

/**
 * Makes the {@linkcode Route} of one incarnation of a router, so that what it remembers ends with the incarnation.
 * What a route throws fails the router: the message is lost, the members it began with are kept.
 *
 * @typeParam M the messages that are routed
 *
 * @example
 * ```ts
 * import { type RoutingStrategy, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * const oldest: RoutingStrategy<string> = () => (message, members) => void members[0]?.tell(message);
 *
 * await using system = new System();
 * const first = new Probe<string>(system);
 * const second = new Probe<string>(system);
 * const lines = system.spawn("lines", router({ strategy: oldest, members: [first.ref, second.ref] }));
 * lines.tell("hello");
 * await first.expect("hello");
 * ```
 */
export type RoutingStrategy<M> = (self: Context<never>) => Route<M>;
