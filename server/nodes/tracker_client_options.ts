import { type Log, silent } from "../../actors/routing/log.ts";
import type { Socket } from "../../actors/routing/socket.ts";
import type { TrackedNode } from "../../transports/protocols/tracker/answer.ts";
import { isAnnounceable } from "../../transports/protocols/tracker/node_address.ts";
import { isTrackerName, LONGEST_LEASE } from "../../transports/protocols/tracker/request.ts";
import { dialTcp } from "../../transports/tcp.ts";

/** What a node wants of a tracker. */
export interface TrackerClientOptions {
  /** Where the tracker is. */
  readonly tracker: { readonly hostname: string; readonly port: number };
  /** The cluster to be in: 1 to 64 characters of ASCII without blanks. */
  readonly cluster: string;
  /** The node's name, unique in its cluster; characters as above. */
  readonly id: string;
  /** Where others dial the node: `HOST:PORT`, `[IPV6]:PORT`, or `*:PORT` for the host that the tracker sees. */
  readonly address: string;
  /** Told who else is there, after each time that the tracker was asked. What it throws fails the actor. */
  readonly found: (peers: readonly TrackedNode[]) => void;
  /** Whole seconds after which the tracker forgets a node that does not renew. Default 30. */
  readonly lease?: number;
  /**
   * What proves that the announcement is ours; characters as above. Default: a random one, so that a node which was
   * killed gets its name back when the lease is over. One that is kept gets it back at once.
   */
  readonly token?: string;
  /** Where it says what happens. Default: nowhere. */
  readonly log?: Log;
  /** Opens a connection to the tracker. Default: over TCP. */
  readonly dial?: (signal: AbortSignal) => Promise<Socket>;
}

/** Options with every default filled in. */
export type FullClientOptions = Required<TrackerClientOptions>;

/**
 * Merges and checks options, in this one place.
 *
 * @throws {RangeError} when one is nothing that a tracker would take
 */
export function fullClientOptions(options: TrackerClientOptions): FullClientOptions {
  const { tracker, cluster, id, address, lease = 30, token = crypto.randomUUID() } = options;
  const name = "1 to 64 characters of ASCII without blanks";
  check("the cluster", cluster, isTrackerName(cluster), name);
  check("the node", id, isTrackerName(id), name);
  check("the address", address, isAnnounceable(address), "HOST:PORT, [IPV6]:PORT or *:PORT");
  // What it is stays out of logs.
  check("the token", "...", isTrackerName(token), name);
  const good = Number.isInteger(lease) && lease >= 1 && lease <= LONGEST_LEASE;
  check("a lease of", lease, good, `whole seconds from 1 to ${LONGEST_LEASE}`);
  const dial = (signal: AbortSignal) => dialTcp({ ...tracker, signal });
  return { dial, log: silent, ...options, lease, token };
}

function check(name: string, value: unknown, good: boolean, wanted: string): void {
  if (!good) throw new RangeError(`Cannot announce ${name} ${JSON.stringify(value)}: wanted ${wanted}`);
}
