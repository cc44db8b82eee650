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
  readonly file: string;
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
export function readSettings(block: ConfigBlock, file: string): Settings {
  return readBlock<Settings>(block, KEYS, {}, file, "");
}

function readBlock<T>(block: ConfigBlock, keys: Keys<T>, into: T, file: string, prefix: string): T {
  for (const [name, value] of block) {
    const path = `${prefix}${name}`;
    const read = keys[name.toLowerCase()];
    if (read === undefined) {
      const meant = nearest(name.toLowerCase(), Object.keys(keys));
      const hint = meant === undefined ? "" : `; did you mean "${meant}"?`;
      throw new ConfigError(file, value.line, `unknown field "${path}"${hint}`);
    }
    const fail = (wanted: string) => new ConfigError(file, value.line, `cannot use ${path}: wanted ${wanted}`);
    read(into, value, { file, path, fail });
  }
  return into;
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

/** Seconds, or a duration such as "100ms". */
function time<T>(set: (into: T, milliseconds: number) => void, least = 0): Read<T> {
  return (into, { value }, { fail }) => {
    const milliseconds = typeof value === "number" ? value * 1_000 : parseDuration(String(value));
    if (milliseconds === undefined || milliseconds < least) {
      throw fail(`seconds, or a duration such as "100ms"${least === 0 ? "" : `, from ${least / 1_000} s`}`);
    }
    set(into, milliseconds);
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
  return (into, { value }, { file, path, fail }) => {
    if (!(value instanceof Map)) throw fail("a block in braces");
    readBlock(value, keys(), make(into), file, `${path}.`);
  };
}

/** Accepted and without effect, because what it is about is not done here. */
const ignored: Read<unknown> = () => {};

/** Refused: to go on without it would leave the server more open than its file says. */
const unsupported: Read<unknown> = (_into, _value, { fail }) => {
  throw fail("a file without it: it is not supported by this version");
};

const PORT = [-1, 65_535] as const;

const ROOM: Keys<RoomSettings & { idle?: number }> = {
  port: number((into, port) => into.port = port, ...PORT),
  room: text((into, room) => into.room = room),
  greeting: text((into, greeting) => into.greeting = greeting),
  max_line: number((into, bytes) => into.maxLine = bytes, 1),
  idle: time((into, idle) => into.idle = idle, 1_000),
};

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
  http_port: number((into, port) => into.httpPort = port, ...PORT),
  monitor_port: number((into, port) => into.httpPort = port, ...PORT),
  max_payload: number((into, bytes) => into.maxPayload = bytes, 1),
  max_pending: number((into, bytes) => into.maxPending = bytes, 1),
  max_control_line: number((into, bytes) => into.maxControlLine = bytes, 1),
  max_connections: number((into, count) => into.maxConnections = count, 1),
  max_subscriptions: number((into, count) => into.maxSubscriptions = count),
  max_sub_tokens: number((into, count) => into.maxSubscriptionTokens = count, 0, 255),
  ping_interval: time((into, span) => into.pingInterval = span),
  ping_max: number((into, count) => into.pingMax = count),
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
  line: block<Settings, RoomSettings>(() => ROOM, (into) => into.line ??= {}),
  udp: block<Settings, RoomSettings>(() => ROOM, (into) => into.udp ??= {}),
  authorization: unsupported,
  accounts: unsupported,
  no_auth_user: unsupported,
  permissions: unsupported,
  tls: unsupported,
  allow_non_tls: unsupported,
  websocket: unsupported,
  leafnodes: unsupported,
};
