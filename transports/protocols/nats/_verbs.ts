/** A command's first word. */
export interface Verb {
  readonly name: "PUB" | "HPUB" | "SUB" | "UNSUB" | "PING" | "PONG" | "CONNECT" | "INFO" | "+OK" | "-ERR";
  readonly length: number;
  /** Whether blanks must follow, may stand before what follows, or what follows up to the line end means nothing. */
  readonly blanks: "wanted" | "allowed" | "ignored";
}

function verb(name: Verb["name"], blanks: Verb["blanks"]): Verb {
  return { name, length: name.length, blanks };
}

/** All verbs that a client may send. */
export const VERBS = {
  PUB: verb("PUB", "wanted"),
  HPUB: verb("HPUB", "wanted"),
  SUB: verb("SUB", "wanted"),
  UNSUB: verb("UNSUB", "wanted"),
  PING: verb("PING", "ignored"),
  PONG: verb("PONG", "ignored"),
  CONNECT: verb("CONNECT", "allowed"),
  INFO: verb("INFO", "allowed"),
  OK: verb("+OK", "ignored"),
  ERR: verb("-ERR", "wanted"),
} as const;

/** The upper case letters of the verbs, as bytes, by the first. */
const BY_FIRST = new Map<number, { readonly verb: Verb; readonly bytes: readonly number[] }[]>();
for (const each of Object.values(VERBS)) {
  const bytes = [...each.name].map((letter) => letter.charCodeAt(0));
  const known = BY_FIRST.get(bytes[0]!) ?? [];
  BY_FIRST.set(bytes[0]!, [...known, { verb: each, bytes }]);
}

/** The verb that stands at `at`, in any case: `undefined` while it is not whole, `unknown` as soon as it can be none. */
export function verbAt(bytes: Uint8Array, at: number, end: number): Verb | "unknown" | undefined {
  // The one that counts, without a look into the table.
  if (
    at + 3 < end && (bytes[at]! & 0xdf) === 0x50 && (bytes[at + 1]! & 0xdf) === 0x55 && (bytes[at + 2]! & 0xdf) === 0x42
  ) {
    return VERBS.PUB;
  }
  let found: Verb | "unknown" | undefined = "unknown";
  for (const { verb, bytes: letters } of BY_FIRST.get(upper(bytes[at]!)) ?? []) {
    let i = 1;
    while (i < letters.length && at + i < end && upper(bytes[at + i]!) === letters[i]) i++;
    if (i === letters.length) return verb;
    if (at + i === end) found = undefined;
  }
  return found;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
