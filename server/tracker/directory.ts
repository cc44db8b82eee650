import { originOf } from "../../actors/routing/admission/origin.ts";
import { timingSafeEqual } from "node:crypto";
import type { TrackedCluster, TrackedNode, TrackerAnswer } from "../../transports/protocols/tracker/answer.ts";
import { seenFrom } from "../../transports/protocols/tracker/node_address.ts";
import type { TrackerRequest } from "../../transports/protocols/tracker/request.ts";
import type { TrackerLimits } from "./tracker_limits.ts";

type Announcement = Extract<TrackerRequest, { readonly type: "announce" }>;
type Leaving = Extract<TrackerRequest, { readonly type: "leave" }>;

/** One announcement, while its lease runs. */
interface Entry {
  readonly node: TrackedNode;
  readonly token: string | undefined;
  /** The host that it came from. */
  readonly hostname: string;
  readonly origin: string;
  /** When the lease ends, in milliseconds. */
  readonly until: number;
}

const encoder = new TextEncoder();

/**
 * Who has announced itself and for how long: pure, with the time handed in as milliseconds.
 *
 * A lease that has run out is nowhere to be seen from that moment on; its place is free again after {@linkcode expire}.
 */
export class Directory {
  readonly #limits: TrackerLimits;
  readonly #clusters = new Map<string, Map<string, Entry>>();
  /** How many nodes each origin has announced. */
  readonly #origins = new Map<string, number>();
  #size = 0;

  /** An empty one. */
  constructor(limits: TrackerLimits) {
    this.#limits = limits;
  }

  /** How many announcements are kept. */
  get size(): number {
    return this.#size;
  }

  /** Takes an announcement from a host in, or says why not. */
  announce(request: Announcement, hostname: string, now: number): TrackerAnswer {
    const { cluster, id, token } = request;
    const known = this.#clusters.get(cluster)?.get(id);
    const runs = known !== undefined && known.until > now;
    if (runs && !owns(known, hostname, token)) return taken(id, known, now);
    const origin = originOf(hostname);
    // What is replaced makes room for what replaces it.
    const full = this.#full(cluster, origin, known);
    if (full !== undefined) return refused(`Cannot take ${id} in: ${full}`);
    if (known !== undefined) this.#delete(cluster, known);
    const lease = Math.min(request.lease, this.#limits.maxLease);
    const node = { id, address: seenFrom(request.address, hostname) };
    const entry = { node, token, hostname, origin, until: now + lease * 1_000 };
    let nodes = this.#clusters.get(cluster);
    if (nodes === undefined) this.#clusters.set(cluster, nodes = new Map());
    nodes.set(id, entry);
    this.#origins.set(origin, (this.#origins.get(origin) ?? 0) + 1);
    this.#size++;
    return { type: "granted", lease };
  }

  /** Takes an announcement back; one that there is not is no mistake. */
  leave({ cluster, id, token }: Leaving, hostname: string, now: number): TrackerAnswer {
    const known = this.#clusters.get(cluster)?.get(id);
    if (known !== undefined) {
      if (known.until > now && !owns(known, hostname, token)) return taken(id, known, now);
      this.#delete(cluster, known);
    }
    return { type: "left" };
  }

  /** Who is in a cluster, but for `except`. */
  peers(cluster: string, except: string | undefined, now: number): readonly TrackedNode[] {
    const peers: TrackedNode[] = [];
    for (const { node, until } of this.#clusters.get(cluster)?.values() ?? []) {
      if (until > now && node.id !== except) peers.push(node);
    }
    return peers;
  }

  /** Which clusters have a node. */
  clusters(now: number): readonly TrackedCluster[] {
    const clusters: TrackedCluster[] = [];
    for (const name of this.#clusters.keys()) {
      const nodes = this.peers(name, undefined, now).length;
      if (nodes > 0) clusters.push({ name, nodes });
    }
    return clusters;
  }

  /** Forgets the leases that have run out; returns how many. */
  expire(now: number): number {
    const before = this.#size;
    for (const [cluster, nodes] of this.#clusters) {
      for (const entry of nodes.values()) if (entry.until <= now) this.#delete(cluster, entry);
    }
    return before - this.#size;
  }

  /** Which limit one more announcement would pass. */
  #full(cluster: string, origin: string, replaced: Entry | undefined): string | undefined {
    const { maxNodes, maxClusters, maxNodesPerCluster, maxNodesPerAddress } = this.#limits;
    const fromOrigin = (this.#origins.get(origin) ?? 0) - Number(replaced?.origin === origin);
    if (fromOrigin >= maxNodesPerAddress) return `wanted at most ${maxNodesPerAddress} nodes of one address`;
    if (replaced !== undefined) return undefined;
    if (this.#size >= maxNodes) return `wanted at most ${maxNodes} nodes in all`;
    const nodes = this.#clusters.get(cluster);
    if (nodes === undefined) {
      return this.#clusters.size >= maxClusters ? `wanted at most ${maxClusters} clusters` : undefined;
    }
    return nodes.size >= maxNodesPerCluster ? `wanted at most ${maxNodesPerCluster} nodes in a cluster` : undefined;
  }

  #delete(cluster: string, { node, origin }: Entry): void {
    const nodes = this.#clusters.get(cluster)!;
    nodes.delete(node.id);
    if (nodes.size === 0) this.#clusters.delete(cluster);
    const left = this.#origins.get(origin)! - 1;
    if (left === 0) this.#origins.delete(origin);
    else this.#origins.set(origin, left);
    this.#size--;
  }
}

/** Whether an announcement belongs to whoever shows this: with a token only to those who know it, else to its host. */
function owns(entry: Entry, hostname: string, token: string | undefined): boolean {
  if (entry.token === undefined) return entry.hostname === hostname;
  return token !== undefined && same(encoder.encode(entry.token), encoder.encode(token));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function taken(id: string, entry: Entry, now: number): TrackerAnswer {
  const left = Math.ceil((entry.until - now) / 1_000);
  const wanted = entry.token === undefined ? "the host that announced it" : "its token";
  return refused(`Cannot touch ${id}: it is taken for ${left} s, wanted ${wanted}`);
}

function refused(text: string): TrackerAnswer {
  return { type: "refused", text };
}
