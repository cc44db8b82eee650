import type { ConnectionInfo } from "../../actors/routing/connection_info.ts";
import { durationText, momentText, spanText } from "./format.ts";
import { flagOf } from "./query.ts";
import type { Snapshot, Sources } from "./sources.ts";

/** `/routez`: the links to other nodes. */
export function routez(
  { nats }: Sources,
  { now, routes }: Snapshot,
  query: URLSearchParams,
): Record<string, unknown> {
  const { server_id } = nats().info;
  const subs = flagOf(query, "subs");
  return {
    server_id,
    now: momentText(now),
    num_routes: routes.length,
    routes: routes.map((info) => route(info, now, subs)),
  };
}

function route(info: ConnectionInfo, now: number, subs: boolean): Record<string, unknown> {
  const { node, name, rtt } = info;
  return {
    rid: info.cid,
    remote_id: node!.id,
    ...name ? { remote_name: name } : {},
    did_solicit: node!.solicited,
    ip: info.peer.hostname,
    port: info.peer.port,
    start: momentText(info.start),
    last_activity: momentText(info.lastActivity),
    ...rtt === undefined ? {} : { rtt: durationText(rtt) },
    uptime: spanText(now - info.start),
    idle: spanText(now - info.lastActivity),
    pending_size: info.pending,
    in_msgs: info.inMessages,
    out_msgs: info.outMessages,
    in_bytes: info.inBytes,
    out_bytes: info.outBytes,
    subscriptions: info.subscriptions.length,
    ...subs ? { subscriptions_list: info.subscriptions.map(({ subject }) => subject) } : {},
  };
}
