import type { Actor } from "../actor.ts";
import type { Group } from "../groups.ts";
import type { Ref } from "../ref.ts";
import { Router } from "./_router.ts";
import type { RouterCommand } from "./router_command.ts";
import type { RoutingStrategy } from "./strategy.ts";

/**
 * Options of {@linkcode router}.
 *
 * @typeParam M the messages that are routed
 */
export interface RouterOptions<M> {
  /** Whom a message goes to. */
  readonly strategy: RoutingStrategy<M>;
  /** Who is a member from the start, and again after a restart of the router. Default: nobody. */
  readonly members?: readonly Ref<M>[];
  /** A group whose members are the router's: those there at the start, then whoever joins, until they leave. */
  readonly group?: Group<M>;
}

/**
 * An actor that hands each message on to one or more of its members.
 *
 * Members come from `members`, from a `group`, or by {@linkcode addMember}; whoever is named twice is a member once, and
 * the last word about it counts. The router watches them: one that has ended is left out before the next message is
 * routed. It does not start or restart them; see {@linkcode pool} for workers of its own.
 *
 * A router is one more hop: what one sender tells it reaches one member in the order it was told, and nothing is
 * promised about two members. It tells, it does not wait: a message that a member has no room for becomes a dead letter
 * of that member. A message that finds no member at all is a dead letter of the router, cause `unhandled`, and whoever
 * asked it is told at once by a `StoppedError`.
 *
 * Questions may be routed: the answer goes from the member straight to the asker, who is told at once when the member
 * fails on the question; if it ends before it came to it, the asker waits for the timeout.
 *
 * @param options see {@linkcode RouterOptions}
 *
 * @example
 * ```ts
 * import { group, roundRobin, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * const printers = group<string>("printers");
 * await using system = new System();
 * const a = new Probe<string>(system);
 * const b = new Probe<string>(system);
 * system.groups.join(printers, a.ref);
 * system.groups.join(printers, b.ref);
 *
 * const print = system.spawn("print", router({ strategy: roundRobin(), group: printers }));
 * for (const page of ["1", "2", "3"]) print.tell(page);
 * await a.expect("1");
 * await b.expect("2");
 * await a.expect("3");
 * ```
 */
export function router<M>(options: RouterOptions<M>): Actor<M | RouterCommand<M>> {
  const { strategy, members = [], group } = options;
  return (self) => {
    const router = new Router<M>(self, strategy);
    for (const member of members) router.add(member);
    if (group !== undefined) router.follow(group);
    return router;
  };
}
