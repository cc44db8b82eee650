import type { ClosedConnections, ConnectionInfo, Traffic } from "../../actors/routing/connection_info.ts";
import { addTraffic } from "../../actors/routing/connection_info.ts";
import { collect } from "../../actors/routing/collector.ts";
import type { Counters } from "../../actors/routing/counters.ts";
import type { RouterMessage, RouterStats } from "../../actors/routing/messages.ts";
import type { Peer } from "../../actors/routing/socket.ts";
import { ask } from "../../actors/runtime/ask.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { System } from "../../actors/runtime/system.ts";
import type { HostFigures } from "../../transports/host.ts";
import type { NatsServer } from "../../transports/protocols/nats/nats_options.ts";

/** What the pages are made from. */
export interface Sources {
  readonly system: System;
  readonly router: Ref<RouterMessage>;
  readonly counters: Counters;
  readonly closed: ClosedConnections;
  readonly nats: () => NatsServer;
  readonly http: Peer;
  readonly maxConnections: () => number;
  /** Whether pages are given as scripts, too, to whoever names a `callback`. */
  readonly scripts: boolean;
  /** When the server started, in milliseconds since 1970. */
  readonly start: number;
  /** What the process takes of its machine. */
  readonly host: () => HostFigures;
  /** How often each page was asked for. */
  readonly requests: Map<string, number>;
}

/** A snapshot that several pages need. */
export interface Snapshot {
  readonly now: number;
  /** The clients. */
  readonly open: readonly ConnectionInfo[];
  /** The links to other nodes. */
  readonly routes: readonly ConnectionInfo[];
  /** The links to hubs. */
  readonly leafs: readonly ConnectionInfo[];
  readonly traffic: Traffic;
  readonly table: RouterStats;
}

/** Asks the actors. */
export async function snapshot(sources: Sources): Promise<Snapshot> {
  const { system, router, closed } = sources;
  const [all, table] = await Promise.all([collect(system, router), ask(router, { type: "stats" })]);
  const traffic = { ...closed.traffic };
  for (const info of all) addTraffic(traffic, info);
  all.sort((a, b) => a.cid - b.cid);
  const routes = all.filter(({ node }) => node !== undefined);
  const leafs = all.filter(({ protocol }) => protocol === "leaf");
  return { now: Date.now(), open: all.filter(isClient), routes, leafs, traffic, table };
}

/** Whether a connection is somebody's who publishes and subscribes, and no link to another server. */
export function isClient({ protocol }: ConnectionInfo): boolean {
  return protocol !== "node" && protocol !== "leaf";
}
