/** What a hub may say. */
export type LeafVerb = "INFO" | "PING" | "PONG" | "+OK" | "-ERR" | "LS+" | "LS-" | "LMSG" | "HMSG";

const VERBS: readonly { readonly verb: LeafVerb; readonly bytes: readonly number[] }[] =
  (["LS+", "LS-", "HMSG", "LMSG", "PING", "PONG", "INFO", "-ERR", "+OK"] as const)
    .map((verb) => ({ verb, bytes: [...verb].map((letter) => letter.charCodeAt(0)) }));

/** The verb that stands between two places, in any case; `undefined` where it is none. */
export function verbOf(bytes: Uint8Array, start: number, end: number): LeafVerb | undefined {
  for (const { verb, bytes: letters } of VERBS) {
    if (letters.length !== end - start) continue;
    let i = 0;
    while (i < letters.length && upper(bytes[start + i]!) === letters[i]) i++;
    if (i === letters.length) return verb;
  }
  return undefined;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}
