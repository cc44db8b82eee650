import { LONGEST_LEASE } from "../../transports/protocols/tracker/request.ts";

/** What a tracker is held to. */
export interface TrackerLimits {
  /** The longest lease that is granted, in seconds; whoever asks for more gets this. Default 600. */
  readonly maxLease: number;
  /** The most nodes in all clusters together. Default 10,000. */
  readonly maxNodes: number;
  /** The most clusters. Default 1,000. */
  readonly maxClusters: number;
  /** The most nodes in one cluster. Default 1,000. */
  readonly maxNodesPerCluster: number;
  /** The most nodes that one address announces; of IPv6, one network of 64 bits. Default 256. */
  readonly maxNodesPerAddress: number;
  /** The most connections over TCP. Default 2,000. */
  readonly maxConnections: number;
  /** The most connections from one address, as above. Default 512. */
  readonly maxConnectionsPerAddress: number;
  /**
   * How long a connection may say nothing, in seconds. Default 300: longer than a third of the longest lease, so that
   * whoever renews in time stays.
   */
  readonly idle: number;
}

const DEFAULTS: TrackerLimits = Object.freeze({
  maxLease: 600,
  maxNodes: 10_000,
  maxClusters: 1_000,
  maxNodesPerCluster: 1_000,
  maxNodesPerAddress: 256,
  maxConnections: 2_000,
  maxConnectionsPerAddress: 512,
  idle: 300,
});

/**
 * Merges and checks limits, in this one place.
 *
 * @throws {RangeError} when a value is out of its range
 */
export function trackerLimits(limits: Partial<TrackerLimits> = {}): TrackerLimits {
  const merged = { ...DEFAULTS, ...limits };
  for (const [name, value] of Object.entries(merged)) {
    const most = name === "maxLease" || name === "idle" ? LONGEST_LEASE : 100_000;
    if (Number.isInteger(value) && value >= 1 && value <= most) continue;
    throw new RangeError(`Cannot hold a tracker to ${name} ${value}: wanted a whole number from 1 to ${most}`);
  }
  return merged;
}
