import { limitsOf, type Service } from "../actors/routing/service.ts";

/** Bytes that may wait to be sent to another server: it is many clients. */
const MAX_PENDING = 64 << 20;
/** The longest that publishers are held up for another server, in milliseconds: it may itself be waiting for a client. */
const LONGEST_PAUSE = 2_000;

/** What the links to other servers are part of: as for clients, but with more patience. */
export function linkService({ patience: _, ...all }: Service): Service {
  const { maxPending, longestPause, ...limits } = all.limits;
  return {
    ...all,
    limits: limitsOf({
      ...limits,
      maxPending: Math.max(maxPending, MAX_PENDING),
      longestPause: Math.max(longestPause, LONGEST_PAUSE),
    }),
  };
}
