import type { RoutingStrategy } from "./strategy.ts";

/**
 * Routes each message to all members. They are told the same object: nobody may change it.
 *
 * @example
 * ```ts
 * import { broadcast, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const a = new Probe<string>(system);
 * const b = new Probe<string>(system);
 * system.spawn(router({ strategy: broadcast(), members: [a.ref, b.ref] })).tell("news");
 * await a.expect("news");
 * await b.expect("news");
 * ```
 */
export function broadcast<M>(): RoutingStrategy<M> {
  return () => (message, members) => {
    for (const member of members) member.tell(message);
  };
}
