import { isLiteral, isPattern, isSubject } from "../../actors/routing/subjects/subject.ts";
import { readServerAddress } from "../client/server_address.ts";
import { type Header, isHeaderName, isHeaderValue } from "../client/headers.ts";
import { CREDENTIAL_FLAGS } from "../credential_flags.ts";
import { type Flag, flag, integer, type Parse, repeated, seconds, switched, text, wrong } from "../flags.ts";
import { CLIENT_TLS_FLAGS } from "../tls_flags.ts";
import { UsageError } from "../usage_error.ts";

/** The port of NATS servers. */
const NATS_PORT = 4222;

const server: Parse<string> = (text, flag) => {
  if (readServerAddress(text) === undefined) {
    // There may be a password before the @.
    throw wrong(flag, text.replace(/^(.*\/\/)?.*@/s, "$1…@"), "nats://HOST:PORT or tls://HOST:PORT");
  }
  return text;
};

const header: Parse<Header> = (text, flag) => {
  const colon = text.indexOf(":");
  const [name, value] = [text.slice(0, Math.max(0, colon)).trim(), text.slice(colon + 1).trim()];
  if (!isHeaderName(name) || !isHeaderValue(value)) throw wrong(flag, text, '"NAME: VALUE"');
  return [name, value];
};

const queue: Parse<string> = (text, flag) => {
  if (!/^\S+$/.test(text)) throw wrong(flag, text, "a name without blanks");
  return text;
};

const reply: Parse<string> = (text, flag) => {
  if (!isSubject(text) || !isLiteral(text)) throw wrong(flag, text, "a subject without wildcards");
  return text;
};

/** The flags that commands share, each where it makes sense. */
export const FLAGS = {
  server: flag(server, "URL", "NATS server", `nats://127.0.0.1:${NATS_PORT}`) as Flag<string>,
  headers: repeated(header, '"K: V"', "header; may be given several times"),
  queue: flag<string | undefined>(queue, "NAME", "share the messages with all in this queue", undefined),
  reply: flag<string | undefined>(reply, "SUBJECT", "where answers go", undefined),
  json: switched("a JSON object a line"),
  raw: switched("payloads alone, byte for byte"),
  command: flag<string | undefined>(text, "CMD", "answer with what this prints; needs --allow-run", undefined),
};

/** The flags of all commands that connect to a NATS server. */
export const CONNECTION_FLAGS = { server: FLAGS.server, ...CREDENTIAL_FLAGS, ...CLIENT_TLS_FLAGS };

/** How often or how many. */
export function counted<T extends number | undefined>(help: string, fallback: T): Flag<number | T> {
  return flag<number | T>(integer(1, Number.MAX_SAFE_INTEGER, "a number from 1"), "N", help, fallback);
}

/** How long, in seconds. */
export function timed<T extends number | undefined>(help: string, fallback: T): Flag<number | T> {
  return flag<number | T>(seconds, "SECONDS", help, fallback);
}

/** A word of the command line that a message can be published to. */
export function subjectOf(word: string | undefined): string {
  if (word !== undefined && isSubject(word) && isLiteral(word)) return word;
  throw new UsageError(`Cannot use the subject ${JSON.stringify(word)}: wanted tokens separated by dots, no wildcards`);
}

/** Words of the command line that can be subscribed to. */
export function patternsOf(words: readonly string[]): readonly string[] {
  for (const word of words) {
    if (isPattern(word)) continue;
    throw new UsageError(`Cannot use the subject ${JSON.stringify(word)}: wanted tokens separated by dots`);
  }
  return words;
}

/** Makes sure that at most one of two flags is given. */
export function notBoth(values: Readonly<Record<string, unknown>>, one: string, other: string): void {
  if (values[one] && values[other]) throw new UsageError(`Cannot use --${one} with --${other}: wanted one of them`);
}
