import type { Ref } from "../ref.ts";
import type { RoutingStrategy } from "./strategy.ts";

/**
 * Routes each message to the next member in turn. Those that stay keep their turns when others come and go.
 *
 * @example
 * ```ts
 * import { roundRobin, router, System } from "@mailroom/mailroom/actors";
 * import { Probe } from "@mailroom/mailroom/testing";
 *
 * await using system = new System();
 * const a = new Probe<number>(system);
 * const b = new Probe<number>(system);
 * const numbers = system.spawn(router({ strategy: roundRobin(), members: [a.ref, b.ref] }));
 * for (const n of [1, 2, 3]) numbers.tell(n);
 * await a.expect(1);
 * await b.expect(2);
 * await a.expect(3);
 * ```
 */
export function roundRobin<M>(): RoutingStrategy<M> {
  return () => {
    let known: readonly Ref<M>[] = [];
    let last = -1;
    return (message, members) => {
      if (members !== known) {
        last = newPlace(known, last, members);
        known = members;
      }
      last = last + 1 < members.length ? last + 1 : 0;
      members[last]?.tell(message);
    };
  };
}

/** Where the nearest member whose turn is over stands now: the last one or, if it has left, one before it. */
function newPlace<R>(old: readonly R[], last: number, members: readonly R[]): number {
  while (last >= 0) {
    const place = members.indexOf(old[last] as R);
    if (place !== -1) return place;
    last--;
  }
  return -1;
}
