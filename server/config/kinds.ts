import { nearest } from "../nearest.ts";
import { ConfigError } from "./config_error.ts";
import { parseDuration } from "./durations.ts";
import type { ConfigBlock, ConfigValue } from "./value.ts";

/** Puts the value of one key into the settings. */
export type Read<T> = (into: T, value: ConfigValue, at: Place) => void;
/** What the keys of a block mean. */
export type Keys<T> = Readonly<Record<string, Read<T>>>;

/** Where a value stands, for the error that says what was wanted. */
export interface Place {
  /** The keys that lead to it, with dots. */
  readonly path: string;
  fail(wanted: string): ConfigError;
}

/** Reads a block into `into`: each key as `keys` has it. `prefix` is what leads to it, with a dot. */
export function readBlock<T>(block: ConfigBlock, keys: Keys<T>, into: T, prefix: string): T {
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

/** A text. */
export function text<T>(set: (into: T, text: string) => void): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "string" && typeof value !== "number") throw fail("a text");
    set(into, String(value));
  };
}

/** A whole number. */
export function number<T>(set: (into: T, number: number) => void, least = 0, most = Number.MAX_SAFE_INTEGER): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw fail(`a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`);
    }
    set(into, value);
  };
}

/** A switch. */
export function onOff<T>(set: (into: T, on: boolean) => void): Read<T> {
  return (into, { value }, { fail }) => {
    if (typeof value !== "boolean") throw fail("true or false");
    set(into, value);
  };
}

/** The longest time, in milliseconds: a timer holds no more than 24 days. */
const LONGEST = 24 * 86_400_000;

/** Seconds, or a duration such as "100ms". */
export function time<T>(set: (into: T, milliseconds: number) => void, least = 0): Read<T> {
  return (into, { value }, { fail }) => {
    const milliseconds = typeof value === "number" ? value * 1_000 : parseDuration(String(value));
    if (milliseconds === undefined || milliseconds < least || milliseconds > LONGEST) {
      throw fail(`seconds, or a duration such as "100ms", from ${least / 1_000} s to 24 days`);
    }
    set(into, Math.ceil(milliseconds));
  };
}

/** `port`, or `host:port`. */
export function address<T>(set: (into: T, host: string | undefined, port: number) => void): Read<T> {
  return (into, { value }, { fail }) => {
    const [, host, port] = /^(?:(.*):)?(-?\d+)$/.exec(String(value)) ?? [];
    const number = Number(port);
    if (port === undefined || number < -1 || number > 65_535) throw fail("a port or host:port");
    set(into, host === undefined || host === "" ? undefined : host.replace(/^\[(.*)\]$/, "$1"), number);
  };
}

/** A block in braces. */
export function block<T, B>(keys: () => Keys<B>, make: (into: T) => B): Read<T> {
  return (into, { value }, { path, fail }) => {
    if (!(value instanceof Map)) throw fail("a block in braces");
    readBlock(value, keys(), make(into), `${path}.`);
  };
}

/** 0 stands for the default. */
export function orDefault<T>(read: Read<T>): Read<T> {
  return (into, value, at) => {
    if (value.value !== 0) read(into, value, at);
  };
}

/** Accepted and without effect, because what it is about is not done here. */
export const ignored: Read<unknown> = () => {};

/** Refused: to go on without it would leave the server more open than its file says. */
export const unsupported: Read<unknown> = (_into, _value, { fail }) => {
  throw fail("a file without it: it is not supported by this version");
};

/** Where a port may be; -1 is a free one. */
export const PORT = [-1, 65_535] as const;
