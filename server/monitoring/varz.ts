import { momentText, spanText } from "./format.ts";
import type { Snapshot, Sources } from "./sources.ts";

const NANOSECONDS = 1e6;

/** `/varz`: the server as a whole. */
export function varz(
  sources: Sources,
  { now, open, routes, leafs, traffic, table }: Snapshot,
): Record<string, unknown> {
  const { counters, http, maxConnections, start, requests } = sources;
  const { info, limits, access } = sources.nats();
  const { memory, cores, load } = sources.host();
  return {
    server_id: info.server_id,
    server_name: info.server_name,
    version: info.version,
    proto: info.proto,
    go: info.go,
    host: info.host,
    port: info.port,
    max_connections: Number.isFinite(maxConnections()) ? maxConnections() : 0,
    ...limits.maxSubscriptions > 0 ? { max_subscriptions: limits.maxSubscriptions } : {},
    ping_interval: limits.pingInterval * NANOSECONDS,
    ping_max: limits.pingMax,
    http_host: http.hostname,
    http_port: http.transport === "tls" ? 0 : http.port,
    http_base_path: "",
    https_port: http.transport === "tls" ? http.port : 0,
    ...access === undefined || access.anonymous !== undefined ? {} : { auth_required: true },
    auth_timeout: (access?.timeout ?? 2_000) / 1_000,
    max_control_line: limits.maxControlLine,
    max_payload: limits.maxPayload,
    max_pending: limits.maxPending,
    cluster: {},
    gateway: {},
    leaf: {},
    mqtt: {},
    websocket: {},
    jetstream: {},
    tls_timeout: 2,
    ...info.tls_required ? { tls_required: true } : {},
    ...info.tls_verify ? { tls_verify: true } : {},
    write_deadline: limits.writeDeadline * NANOSECONDS,
    start: momentText(start),
    now: momentText(now),
    uptime: spanText(now - start),
    mem: memory,
    cores,
    gomaxprocs: 1,
    cpu: load,
    connections: open.length,
    total_connections: counters.get("connections_opened"),
    routes: routes.length,
    remotes: 0,
    leafnodes: leafs.length,
    in_msgs: traffic.inMessages,
    out_msgs: traffic.outMessages,
    in_bytes: traffic.inBytes,
    out_bytes: traffic.outBytes,
    slow_consumers: counters.get("connections_closed_slow"),
    subscriptions: table.size,
    http_req_stats: Object.fromEntries(requests),
    config_load_time: momentText(start),
    counters: counters.all(),
  };
}
