import type { ConnectionInfo } from "../../actors/routing/connection_info.ts";
import { closedReason } from "./closed_reason.ts";
import { durationText, momentText, spanText } from "./format.ts";
import { BadQuery, numberOf, wordOf } from "./query.ts";
import { isClient, type Snapshot, type Sources } from "./sources.ts";

const KINDS: Readonly<Record<string, string>> = { ws: "websocket" };
const ORDERS: Readonly<Record<string, (a: ConnectionInfo, b: ConnectionInfo) => number>> = {
  cid: (a, b) => a.cid - b.cid,
  start: (a, b) => a.start - b.start,
  subs: (a, b) => b.subscriptions.length - a.subscriptions.length,
  pending: (a, b) => b.pending - a.pending,
  msgs_to: (a, b) => b.outMessages - a.outMessages,
  msgs_from: (a, b) => b.inMessages - a.inMessages,
  bytes_to: (a, b) => b.outBytes - a.outBytes,
  bytes_from: (a, b) => b.inBytes - a.inBytes,
  last: (a, b) => b.lastActivity - a.lastActivity,
  idle: (a, b) => a.lastActivity - b.lastActivity,
  uptime: (a, b) => a.start - b.start,
  stop: (a, b) => (b.stop ?? 0) - (a.stop ?? 0),
  reason: (a, b) => closedReason(a).localeCompare(closedReason(b)),
};

/** `/connz`: the connections, those that are open or those that ended last. */
export function connz(sources: Sources, { now, open }: Snapshot, query: URLSearchParams): Record<string, unknown> {
  const state = wordOf(query, "state", ["open", "closed", "any", "all"], "open");
  const order = wordOf(query, "sort", Object.keys(ORDERS), "cid");
  const offset = numberOf(query, "offset", 0);
  const limit = numberOf(query, "limit", 1_024) || 1_024;
  const cid = numberOf(query, "cid", 0);
  if ((order === "stop" || order === "reason") && state === "open") {
    throw new BadQuery(`invalid sort option ${order}: wanted state=closed with it`);
  }
  const subs = wordOf(query, "subs", ["0", "1", "true", "false", "detail"], "0");
  const auth = ["1", "true"].includes(wordOf(query, "auth", ["0", "1", "true", "false"], "0"));
  const closed = state === "open" ? [] : sources.closed.list().filter(isClient);
  const all = [...state === "closed" ? [] : open, ...closed].filter((info) => cid === 0 || info.cid === cid);
  const shown = all.sort(ORDERS[order]!).slice(offset, offset + limit);
  return {
    server_id: sources.nats().info.server_id,
    now: momentText(now),
    num_connections: shown.length,
    total: all.length,
    offset,
    limit,
    connections: shown.map((info) => connection(info, now, subs, auth)),
  };
}

function connection(info: ConnectionInfo, now: number, subs: string, auth: boolean): Record<string, unknown> {
  const end = info.stop ?? now;
  return {
    cid: info.cid,
    kind: "Client",
    type: KINDS[info.peer.transport] ?? info.protocol,
    ip: info.peer.hostname,
    port: info.peer.port,
    start: momentText(info.start),
    last_activity: momentText(info.lastActivity),
    ...info.stop === undefined ? {} : { stop: momentText(info.stop), reason: closedReason(info) },
    ...info.rtt === undefined ? {} : { rtt: durationText(info.rtt) },
    uptime: spanText(end - info.start),
    idle: spanText(end - info.lastActivity),
    pending_bytes: info.pending,
    in_msgs: info.inMessages,
    out_msgs: info.outMessages,
    in_bytes: info.inBytes,
    out_bytes: info.outBytes,
    subscriptions: info.subscriptions.length,
    ...info.name ? { name: info.name } : {},
    ...info.lang ? { lang: info.lang } : {},
    ...info.version ? { version: info.version } : {},
    ...auth && info.user !== undefined ? { authorized_user: info.user } : {},
    ...auth && info.account !== undefined ? { account: info.account } : {},
    ...subscriptions(info, subs),
  };
}

function subscriptions(info: ConnectionInfo, subs: string): Record<string, unknown> {
  if (subs === "1" || subs === "true") return { subscriptions_list: info.subscriptions.map(({ subject }) => subject) };
  if (subs !== "detail") return {};
  return { subscriptions_list_detail: info.subscriptions.map((each) => subscription(each, info.cid)) };
}

/** A subscription as `/connz` shows it. */
export function subscription(each: ConnectionInfo["subscriptions"][number], cid: number): Record<string, unknown> {
  return {
    subject: each.subject,
    ...each.queue === undefined ? {} : { qgroup: each.queue },
    sid: each.sid,
    msgs: each.sent,
    ...each.max === 0 ? {} : { max: each.max },
    cid,
  };
}
