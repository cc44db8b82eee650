import type { ConnectionInfo } from "../../actors/routing/connection_info.ts";
import { durationText, momentText } from "./format.ts";
import { flagOf } from "./query.ts";
import type { Snapshot, Sources } from "./sources.ts";

/** `/leafz`: the links to NATS servers of which this node is a leaf. */
export function leafz({ nats }: Sources, { now, leafs }: Snapshot, query: URLSearchParams): Record<string, unknown> {
  const subs = flagOf(query, "subs");
  return {
    server_id: nats().info.server_id,
    now: momentText(now),
    leafnodes: leafs.length,
    leafs: leafs.map((info) => leaf(info, subs)),
  };
}

function leaf(info: ConnectionInfo, subs: boolean): Record<string, unknown> {
  const { name, rtt } = info;
  return {
    ...name === undefined ? {} : { name },
    is_spoke: true,
    ip: info.peer.hostname,
    port: info.peer.port,
    ...rtt === undefined ? {} : { rtt: durationText(rtt) },
    in_msgs: info.inMessages,
    out_msgs: info.outMessages,
    in_bytes: info.inBytes,
    out_bytes: info.outBytes,
    subscriptions: info.subscriptions.length,
    ...subs ? { subscriptions_list: info.subscriptions.map(({ subject }) => subject) } : {},
  };
}
