import { load } from "./_load.ts";
import type { RoutingStrategy } from "./strategy.ts";

/**
 * Routes each message to the member that has the fewest before it: those in its mailbox, and the one whose promise it
 * waits for. Members that have equally few take turns. It looks at every member for each message.
 *
 * @example
 * ```ts
 * import { leastLoaded, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const probe = new Probe<string>(system);
 * const stuck = system.spawn(() => (_: string) => new Promise<void>(() => {}), { shutdown: 0 });
 * stuck.tell("a long one");
 * const jobs = system.spawn(router({ strategy: leastLoaded(), members: [stuck, probe.ref] }));
 * jobs.tell("a short one");
 * await probe.expect("a short one");
 * ```
 */
export function leastLoaded<M>(): RoutingStrategy<M> {
  return () => {
    let last = -1;
    return (message, members) => {
      let best = last;
      let least = Infinity;
      for (let i = 1; i <= members.length && least !== 0; i++) {
        const place = (last + i) % members.length;
        const before = load(members[place]!);
        if (before >= least) continue;
        least = before;
        best = place;
      }
      last = best;
      members[best]?.tell(message);
    };
  };
}
