import { accounts, authorization, checkAuth, noAuthUser } from "./authorization.ts";
import {
  address,
  block,
  ignored,
  type Keys,
  number,
  onOff,
  orDefault,
  PORT,
  readBlock,
  text,
  time,
  unsupported,
} from "./kinds.ts";
import { leaf, leafnodes } from "./leaf.ts";
import { nodes } from "./nodes.ts";
import type { RoomSettings, Settings } from "./settings.ts";
import type { ConfigBlock } from "./value.ts";
import { TLS_KEYS } from "./tls.ts";
import { websocket } from "./websocket.ts";

/**
 * What the keys of a configuration file mean: those of nats-server, and `line` and `udp` for the chat rooms. Keys are read
 * in any case.
 *
 * @throws {ConfigError} for a key that there is not, one that is not served here yet, or a value that is wrong
 */
export function readSettings(block: ConfigBlock): Settings {
  const settings = readBlock<Settings>(block, KEYS, {}, "");
  checkAuth(settings, block);
  return settings;
}

/** Keys that there are elsewhere, and that somebody may count on. */
const UNSUPPORTED: readonly string[] = [
  "permissions",
  "nkeys",
  "operator",
  "resolver",
  "system_account",
  "trusted_keys",
  "http_base_path",
  "mqtt",
  "jetstream",
  "cluster",
  "gateway",
  "client_advertise",
  "log_file",
  "logfile",
  "syslog",
];

const LINE: Keys<RoomSettings> = {
  port: number((into, port) => into.port = port, ...PORT),
  room: text((into, room) => into.room = room),
  greeting: text((into, greeting) => into.greeting = greeting),
  max_line: number((into, bytes) => into.maxLine = bytes, 1),
};
const UDP: Keys<RoomSettings & { idle?: number }> = { ...LINE, idle: time((into, idle) => into.idle = idle, 1_000) };

const connections = orDefault(
  number<Settings>((into, count) => into.maxConnections = count < 0 ? Infinity : count, -1),
);
const subscriptions = number<Settings>((into, count) => into.maxSubscriptions = Math.max(0, count), -1);
const monitorPort = number<Settings>((into, port) => into.httpPort = port, ...PORT);

const KEYS: Keys<Settings> = {
  host: text((into, host) => into.host = host),
  net: text((into, host) => into.host = host),
  port: number((into, port) => into.port = port, ...PORT),
  listen: address((into, host, port) => {
    into.port = port;
    if (host !== undefined) into.host = host;
  }),
  server_name: text((into, name) => into.serverName = name),
  http: address((into, host, port) => {
    into.httpPort = port;
    if (host !== undefined) into.httpHost = host;
  }),
  http_port: monitorPort,
  monitor_port: monitorPort,
  max_payload: orDefault(number((into, bytes) => into.maxPayload = bytes, 1)),
  max_pending: orDefault(number((into, bytes) => into.maxPending = bytes, 1)),
  max_control_line: orDefault(number((into, bytes) => into.maxControlLine = bytes, 1)),
  max_connections: connections,
  max_conn: connections,
  max_subscriptions: subscriptions,
  max_subs: subscriptions,
  max_subscribed_tokens: number((into, count) => into.maxSubscribedTokens = count, 1),
  max_pending_in_all: number((into, bytes) => into.maxPendingInAll = bytes, 1),
  max_connections_per_address: number((into, count) => into.maxPerAddress = count, 1),
  accept_rate: number((into, count) => into.acceptRate = count, 1),
  max_sub_tokens: number((into, count) => into.maxSubscriptionTokens = count, 0, 255),
  ping_interval: orDefault(time((into, span) => into.pingInterval = span, 1)),
  ping_max: orDefault(number((into, count) => into.pingMax = count, 1)),
  write_deadline: orDefault(time((into, span) => into.writeDeadline = span, 1)),
  lame_duck_duration: time((into, span) => into.lameDuckDuration = span, 30_000),
  lame_duck_grace_period: time((into, span) => into.lameDuckGrace = span),
  ports_file_dir: text((into, dir) => into.portsFileDir = dir),
  pid_file: text((into, file) => into.pidFile = file),
  pidfile: text((into, file) => into.pidFile = file),
  debug: onOff((into, on) => into.debug = on),
  trace: onOff((into, on) => into.trace = on),
  logtime: ignored,
  server_tags: ignored,
  leaf,
  leafnodes,
  authorization,
  accounts,
  no_auth_user: noAuthUser,
  nodes,
  websocket,
  ws: websocket,
  line: block<Settings, RoomSettings>(() => LINE, (into) => into.line ??= {}),
  udp: block<Settings, RoomSettings>(() => UDP, (into) => into.udp ??= {}),
  ...TLS_KEYS,
  ...Object.fromEntries(UNSUPPORTED.map((key) => [key, unsupported])),
};
