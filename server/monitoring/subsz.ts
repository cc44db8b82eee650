import { DEFAULT_ACCOUNT } from "../../actors/routing/router.ts";
import { isSubject, matches } from "../../actors/routing/subjects/subject.ts";
import { subscription } from "./connz.ts";
import { momentText } from "./format.ts";
import { BadQuery, flagOf, numberOf } from "./query.ts";
import type { Snapshot, Sources } from "./sources.ts";

/** `/subsz`: the subject table, and with `subs=1` what is in it, or only what hears of the subject `test`. */
export function subsz(
  sources: Sources,
  { now, open, table }: Snapshot,
  query: URLSearchParams,
): Record<string, unknown> {
  const stats = {
    num_subscriptions: table.size,
    // What linked servers want: nats-server has no such field, so whoever expects just its fields sees it only when there are.
    ...table.remote === 0 ? {} : { num_remote: table.remote },
    num_cache: table.cacheSize,
    num_inserts: table.inserts,
    num_removes: table.removes,
    num_matches: table.matches,
    cache_hit_rate: table.matches === 0 ? 0 : table.cacheHits / table.matches,
    max_fanout: table.maxFanout,
    avg_fanout: table.averageFanout,
  };
  const test = query.get("test") ?? "";
  if (test !== "" && !isSubject(test)) throw new BadQuery(`cannot use test=${JSON.stringify(test)}: wanted a subject`);
  const offset = numberOf(query, "offset", 0);
  const limit = numberOf(query, "limit", 1_024) || 1_024;
  if (!flagOf(query, "subs")) return stats;
  const all = open.flatMap((info) => info.subscriptions.map((each) => ({ each, cid: info.cid })))
    .filter(({ each }) => test === "" || matches(each.subject, test));
  return {
    server_id: sources.nats().info.server_id,
    now: momentText(now),
    ...stats,
    total: all.length,
    offset,
    limit,
    subscriptions_list: all.slice(offset, offset + limit).map(({ each, cid }) => ({
      account: DEFAULT_ACCOUNT,
      ...subscription(each, cid),
    })),
  };
}
