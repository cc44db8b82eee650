import type { RoutingStrategy } from "./strategy.ts";

/**
 * Routes each message to a member taken at random, each as likely as the others. Chance comes from the system.
 *
 * @example
 * ```ts
 * import { atRandom, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System({ random: () => 0.5 });
 * const a = new Probe<string>(system);
 * const b = new Probe<string>(system);
 * system.spawn(router({ strategy: atRandom(), members: [a.ref, b.ref] })).tell("heads or tails");
 * await b.expect("heads or tails");
 * ```
 */
export function atRandom<M>(): RoutingStrategy<M> {
  return ({ system }) => (message, members) => {
    members[Math.floor(system.random() * members.length)]?.tell(message);
  };
}
