import type { Backoff } from "../../actors/runtime/backoff.ts";
import type { TlsOptions } from "../../transports/tls/tls_options.ts";

/**
 * How nodes prove to each other who they are. The certificate is shown to whoever dials and, where the other node asks for
 * one, when this one dials; `ca` verifies those of others, in both directions.
 */
export interface NodeTls extends TlsOptions {
  /** The name that other nodes' certificates must have. Default: the host that was dialled. */
  readonly serverName?: string;
}

/** How a server is linked with others of its kind. */
export interface NodeOptions {
  /** Where other nodes come in, from 0 to 65,535; 0 takes a free one. Default: nowhere, this node only dials. */
  readonly port?: number;
  /** The address that is listened on. Default: that of the server. */
  readonly hostname?: string;
  /** Nodes to be dialled, as `HOST:PORT`. One is enough: it tells of the others. */
  readonly peers?: readonly string[];
  /** Only nodes of one cluster are linked. Default `mailroom`. */
  readonly cluster?: string;
  /** What nodes must know to be linked. It is never sent. Default: none, anybody may. */
  readonly secret?: string;
  /** What people call this node. Default: the beginning of its id. */
  readonly name?: string;
  /**
   * Where others reach this node, as `HOST:PORT`. Default: where it listens or, where that is every address of the machine,
   * the one from which it speaks.
   */
  readonly advertise?: string;
  /** Trackers that know nodes, as `HOST:PORT`. */
  readonly trackers?: readonly string[];
  /**
   * How often nodes are asked whether they are there, in milliseconds; one that is silent for three times as long is taken
   * for dead. Default 2,000.
   */
  readonly pingInterval?: number;
  /** TLS of all links: nodes that dial want it, and nodes that are dialled offer nothing else. Default: none. */
  readonly tls?: NodeTls;
  /** The waits before a node is dialled again. Default: from 200 ms to 10 s. */
  readonly backoff?: Backoff;
}

/** Options with every default filled in. */
export interface FullNodeOptions extends NodeOptions {
  readonly peers: readonly string[];
  readonly trackers: readonly string[];
  readonly cluster: string;
  readonly secret: string;
  readonly pingInterval: number;
}

/**
 * Merges and checks options, in this one place.
 *
 * @param isAddress tells what is `HOST:PORT`
 * @throws {TypeError} when one is wrong; the secret is never named
 */
export function fullNodeOptions(options: NodeOptions, isAddress: (text: string) => boolean): FullNodeOptions {
  const { peers = [], trackers = [], cluster = "mailroom", secret = "", pingInterval = 2_000 } = options;
  for (const peer of peers) check("dial the node at", peer, isAddress(peer), "HOST:PORT");
  for (const tracker of trackers) check("ask the tracker at", tracker, isAddress(tracker), "HOST:PORT");
  const { advertise, name = "", port } = options;
  if (advertise !== undefined) check("be reached at", advertise, isAddress(advertise), "HOST:PORT");
  check(
    "be in the cluster",
    cluster,
    /^[\x21-\x7e]{1,64}$/.test(cluster),
    "1 to 64 characters of ASCII without blanks",
  );
  check("be called", name, name.length <= 256 && !/\p{Cc}/u.test(name), "at most 256 characters");
  const counted = Number.isInteger(pingInterval) && pingInterval >= 1 && pingInterval <= 86_400_000;
  check("ping every", pingInterval, counted, "milliseconds from 1 to a day");
  if (trackers.length > 0 && port === undefined && advertise === undefined) {
    throw new TypeError("Cannot be found with a tracker: there is no port, wanted one or an address to be reached at");
  }
  return { ...options, peers, trackers, cluster, secret, pingInterval };
}

function check(action: string, value: string | number, good: boolean, wanted: string): void {
  if (!good) throw new TypeError(`Cannot ${action} ${JSON.stringify(value)}: wanted ${wanted}`);
}
