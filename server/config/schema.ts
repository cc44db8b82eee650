import { nearest } from "../nearest.ts";
import { ConfigError } from "./config_error.ts";
import { parseDuration } from "./durations.ts";
import type { RoomSettings, Settings } from "./settings.ts";
import type { ConfigBlock, ConfigValue } from "./value.ts";

/** Puts the value of one key into the settings. */
type Read<T> = (into: T, value: ConfigValue, at: Place) => void;
type Keys<T> = Readonly<Record<string, Read<T>>>;

/** Where a value stands, for the error that says what was wanted. */
interface Place {
  /** The keys that lead to it, with dots. */
  readonly path: string;
  fail(wanted: string): ConfigError;
}

/**
 * What the keys of a configuration file mean: those of nats-server, and `line` and `udp` for the chat rooms. Keys are read
 * in any case.
 *
 * @throws {ConfigError} for a key that there is not, one that is not served here yet, or a value that is wrong
 */
export function readSettings(block: ConfigBlock): Settings {
  return readBlock<Settings>(block, KEYS, {}, "");
}

function readBlock<T>(block: ConfigBlock, keys: Keys<T>, into: T, prefix: string): T {
  for (const [name, value] of block) {
    const path = `${prefix}${name}`;
    const key = name.toLowerCase();
    if (!Object.hasOwn(keys, key)) {
      if (value.variable) continue;
      throw new ConfigError(value.file, value.line, `unknown field ${JSON.stringify(path)}${hint(key, keys)}`);
    }
    const fail = (wanted: string) => new ConfigError(value.file, value.line, `cannot use ${path}: wanted ${wanted}`);
    keys[key]!(into, value, { path, fail });
  }
  return into;
}

function hint(key: string, keys: Keys<never>): string {
  const meant = nearest(key, Object.keys(keys).filter((name) => keys[name] !== unsupported));
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

// Kinds of values

function text<T>(set: (into: T, text: string) => void): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "string" && typeof value !== "number") throw fail("a text");
    set(into, String(value));
  };
}

function number<T>(set: (into: T, number: number) => void, least = 0, most = Number.MAX_SAFE_INTEGER): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw fail(`a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`);
    }
    set(into, value);
  };
}

function onOff<T>(set: (into: T, on: boolean) => void): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "boolean") throw fail("true or false");
    set(into, value);
  };
}

/** The longest time, in milliseconds: a timer holds no more than 24 days. */
const LONGEST = 24 * 86_400_000;

/** Seconds, or a duration such as "100ms". */
function time<T>(set: (into: T, milliseconds: number) => void, least = 0): Read<T> {
  return (into, { value }, { fail }) => {
    const milliseconds = typeof value === "number" ? value * 1_000 : parseDuration(String(value));
    if (milliseconds === undefined || milliseconds < least || milliseconds > LONGEST) {
      throw fail(`seconds, or a duration such as "100ms", from ${least / 1_000} s to 24 days`);
    }
    set(into, Math.ceil(milliseconds));
  };
}

/** `port`, or `host:port`. */
function address<T>(set: (into: T, host: string | undefined, port: number) => void): Read<T> {
  return (into, { value }, { fail }) => {
    const [, host, port] = /^(?:(.*):)?(-?\d+)$/.exec(String(value)) ?? [];
    const number = Number(port);
    if (port === undefined || number < -1 || number > 65_535) throw fail("a port or host:port");
    set(into, host === undefined || host === "" ? undefined : host.replace(/^\[(.*)\]$/, "$1"), number);
  };
}

function block<T, B>(keys: () => Keys<B>, make: (into: T) => B): Read<T> {
  return (into, { value }, { path, fail }) => {
    if (!(value instanceof Map)) throw fail("a block in braces");
    readBlock(value, keys(), make(into), `${path}.`);
  };
}

/** 0 stands for the default. */
function orDefault<T>(read: Read<T>): Read<T> {
  return (into, value, at) => {
    if (value.value !== 0) read(into, value, at);
  };
}

/** Accepted and without effect, because what it is about is not done here. */
const ignored: Read<unknown> = () => {};

/** Refused: to go on without it would leave the server more open than its file says. */
const unsupported: Read<unknown> = (_into, _value, { fail }) => {
  throw fail("a file without it: it is not supported by this version");
};

/** Keys that there are elsewhere, and that somebody may count on. */
const UNSUPPORTED: readonly string[] = [
  "authorization",
  "accounts",
  "no_auth_user",
  "permissions",
  "nkeys",
  "operator",
  "resolver",
  "system_account",
  "trusted_keys",
  "tls",
  "allow_non_tls",
  "https",
  "https_port",
  "http_base_path",
  "websocket",
  "ws",
  "mqtt",
  "jetstream",
  "cluster",
  "gateway",
  "client_advertise",
  "log_file",
  "logfile",
  "syslog",
];

const PORT = [-1, 65_535] as const;

const LINE: Keys<RoomSettings> = {
  port: number((into, port) => into.port = port, ...PORT),
  room: text((into, room) => into.room = room),
  greeting: text((into, greeting) => into.greeting = greeting),
  max_line: number((into, bytes) => into.maxLine = bytes, 1),
};
const UDP: Keys<RoomSettings & { idle?: number }> = { ...LINE, idle: time((into, idle) => into.idle = idle, 1_000) };

/** Where leaf nodes would be listened for: there are none. */
const LEAFNODES: Keys<unknown> = { listen: ignored, host: ignored, port: ignored };

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
  max_sub_tokens: number((into, count) => into.maxSubscriptionTokens = count, 0, 255),
  ping_interval: orDefault(time((into, span) => into.pingInterval = span, 1)),
  ping_max: orDefault(number((into, count) => into.pingMax = count, 1)),
  write_deadline: time((into, span) => into.writeDeadline = span),
  lame_duck_duration: time((into, span) => into.lameDuckDuration = span, 30_000),
  lame_duck_grace_period: time((into, span) => into.lameDuckGrace = span),
  ports_file_dir: text((into, dir) => into.portsFileDir = dir),
  pid_file: text((into, file) => into.pidFile = file),
  pidfile: text((into, file) => into.pidFile = file),
  debug: onOff((into, on) => into.debug = on),
  trace: onOff((into, on) => into.trace = on),
  logtime: ignored,
  server_tags: ignored,
  leafnodes: block<Settings, unknown>(() => LEAFNODES, () => ({})),
  line: block<Settings, RoomSettings>(() => LINE, (into) => into.line ??= {}),
  udp: block<Settings, RoomSettings>(() => UDP, (into) => into.udp ??= {}),
  ...Object.fromEntries(UNSUPPORTED.map((key) => [key, unsupported])),
};
