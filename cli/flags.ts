import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../server/nearest.ts";
import { UsageError } from "./usage_error.ts";

/** Turns the text of a flag into its value, or throws a {@linkcode UsageError} that says what is wanted. */
export type Parse<T> = (text: string, flag: string) => T;

/** One flag of a command. */
export interface Flag<T = unknown> {
  /** Reads its value; a flag without it is a switch. */
  readonly parse?: Parse<T>;
  /** How its value is called in the help. */
  readonly value?: string;
  /** What it does, in a few words. */
  readonly help: string;
  /** What holds without it. */
  readonly fallback: T;
  /** Whether it may be given several times: its values, each a list of one, are then put together. */
  readonly repeats?: boolean;
}

/** The flags of a command, by name without dashes. */
export type Flags = Readonly<Record<string, Flag>>;

/** The values of flags. */
export type Values<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/** The words of a command: what is no flag. */
export interface Words {
  /** How they are called in the help, such as `SUBJECT [DATA]`. */
  readonly usage: string;
  readonly least: number;
  readonly most: number;
}

/** What a command was given. */
export interface Given<F extends Flags> {
  readonly flags: Values<F>;
  readonly words: readonly string[];
}

const NO_WORDS: Words = { usage: "only flags", least: 0, most: 0 };

/** Declares a flag with a value. */
export function flag<T>(parse: Parse<T>, value: string, help: string, fallback: T): Flag<T> {
  return { parse, value, help, fallback };
}

/** Declares a switch, off unless it is given. */
export function switched(help: string): Flag<boolean> {
  return { help, fallback: false };
}

/** Declares a flag with a value that may be given any number of times. */
export function repeated<T>(parse: Parse<T>, value: string, help: string): Flag<readonly T[]> {
  return { parse: (text, flag) => [parse(text, flag)], value, help, fallback: [], repeats: true };
}

/**
 * Reads the arguments of a command that takes only flags, `--flag=value` or `--flag value`.
 *
 * @throws {UsageError} for a flag that there is not, one that is given twice, a value that is wrong or missing, or a word
 */
export function readFlags<F extends Flags>(args: readonly string[], flags: F): Values<F> {
  return readArguments(args, flags, NO_WORDS).flags;
}

/**
 * Reads the arguments of a command: flags, and words before, between and behind them. All behind `--` are words.
 *
 * @throws {UsageError} for a flag that there is not, one that is given twice, a value that is wrong or missing, or a word
 * too many or too few
 */
export function readArguments<F extends Flags>(args: readonly string[], flags: F, wanted: Words): Given<F> {
  const names = Object.keys(flags);
  const switches = names.filter((name) => flags[name]!.parse === undefined);
  const texts = names.filter((name) => flags[name]!.parse !== undefined);
  const parsed = parseArgs([...args], {
    boolean: switches,
    // Words stay as they are written, even where they look like numbers.
    string: [...texts, "_"],
    collect: texts,
    unknown: (arg, key) => {
      if (key === undefined) return;
      // parseArgs takes the equals sign for a part of the name where nothing is behind it.
      const name = key.replace(/=$/, "");
      flags[name]?.parse?.("", name);
      throw unknownFlag(arg.startsWith("--") ? `--${key}` : arg, key, names);
    },
  }) as Record<string, unknown>;
  const words = parsed["_"] as string[];
  if (words.length > wanted.most) {
    throw new UsageError(`Cannot use the argument ${JSON.stringify(words[wanted.most])}: wanted ${wanted.usage}`);
  }
  const values = names.map((name) => [name, valueOf(name, flags[name]!, parsed[name])]);
  if (words.length < wanted.least) throw new UsageError(`Cannot do with ${amount(words)}: wanted ${wanted.usage}`);
  return { flags: Object.fromEntries(values) as Values<F>, words };
}

function amount(words: readonly string[]): string {
  return words.length === 0 ? "no arguments" : `only ${words.map((word) => JSON.stringify(word)).join(", ")}`;
}

function valueOf(name: string, { parse, fallback, repeats }: Flag, given: unknown): unknown {
  if (parse === undefined) return given === true;
  if (repeats) return (given as string[]).flatMap((text) => parse(text, name));
  const [text, ...more] = given as string[];
  if (text === undefined) return fallback;
  if (more.length > 0) throw new UsageError(`Cannot use --${name} ${more.length + 1} times: wanted once`);
  return parse(text, name);
}

function unknownFlag(shown: string, name: string, names: readonly string[]): UsageError {
  const meant = nearest(name, names);
  const wanted = shown.startsWith("--")
    ? meant === undefined ? "see --help for those there are" : `did you mean --${meant}?`
    : "what begins with a dash and is none goes behind --";
  return new UsageError(`Cannot use ${shown}: there is no such flag, ${wanted}`);
}

// Values

/** Any text but the empty one. */
export const text: Parse<string> = (text, flag) => {
  if (text === "") throw wrong(flag, text, "a text");
  return text;
};

/** A port: 0 takes a free one. */
export const port: Parse<number> = (text, flag) => integer(0, 65_535, "a port from 0 to 65535")(text, flag);

/** A whole number between two bounds. */
export function integer(least: number, most: number, wanted: string): Parse<number> {
  return (text, flag) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw wrong(flag, text, wanted);
    return value;
  };
}

/** Seconds, parts of one too; a timer holds no more than 24 days. */
export const seconds: Parse<number> = (text, flag) => {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < 0.001 || value > 86_400 * 24) {
    throw wrong(flag, text, "seconds from 0.001");
  }
  return value;
};

/** One of a few words. */
export function choice<T extends string>(words: readonly T[]): Parse<T> {
  return (text, flag) => {
    const word = words.find((word) => word === text);
    if (word !== undefined) return word;
    const meant = nearest(text, words);
    throw wrong(flag, text, `one of ${words.join(", ")}${meant === undefined ? "" : `; did you mean ${meant}?`}`);
  };
}

/** A refusal of a flag's value. */
export function wrong(flag: string, value: string, wanted: string): UsageError {
  return new UsageError(`Cannot use --${flag} ${JSON.stringify(value)}: wanted ${wanted}`);
}
