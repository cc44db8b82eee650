import type { Ref } from "../ref.ts";
import type { RoutingStrategy } from "./strategy.ts";

/**
 * Routes all messages of one key to one member, as long as it is there.
 *
 * A member that leaves gives up its own keys, shared out among the others, and no other key moves; one that comes takes
 * its share, one in n, from all. The member is the one that scores highest for the key (rendezvous hashing): beside a
 * ring of hashes that needs no virtual nodes to share evenly, and it has nothing to build when members change. The price
 * is a look at every member for each message, a few nanoseconds each: fine for hundreds.
 *
 * @param key the part of a message that decides; equal strings, or equal numbers, go to the same member
 *
 * @example
 * ```ts
 * import { type Actor, consistentHash, pool, System } from "@mailroom/mailroom/actors";
 *
 * type Order = { readonly customer: string; readonly item: string };
 * const desk: Actor<Order> = (self) => ({ customer, item }) => console.log(self.name, customer, item);
 *
 * await using system = new System();
 * const desks = system.spawn(
 *   "desks",
 *   pool({ size: 3, actor: desk, strategy: consistentHash((order) => order.customer) }),
 * );
 * desks.tell({ customer: "ada", item: "paper" });
 * desks.tell({ customer: "ada", item: "pens" });
 * ```
 */
export function consistentHash<M>(key: (message: M) => string | number): RoutingStrategy<M> {
  return () => {
    let known: readonly Ref<M>[] = [];
    let seeds = new Int32Array();
    return (message, members) => {
      if (members !== known) {
        known = members;
        seeds = Int32Array.from(members, (member) => mix(hash(member.id)));
      }
      members[highest(seeds, hash(String(key(message))))]?.tell(message);
    };
  };
}

/** Which seed scores highest with a hash; the first of equals. */
function highest(seeds: Int32Array, hash: number): number {
  let best = 0;
  let most = -1;
  for (let i = 0; i < seeds.length; i++) {
    const score = mix(seeds[i]! ^ hash) >>> 0;
    if (score > most) {
      most = score;
      best = i;
    }
  }
  return best;
}

/** FNV-1a over the UTF-16 units of a text. */
function hash(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Spreads every bit over all of them, and maps no two numbers to one (the last step of MurmurHash3). */
function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
