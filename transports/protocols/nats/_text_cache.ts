import { textOf } from "./_text.ts";

const SLOTS = 1 << 13;
/** Longer texts are seldom repeated. */
const LONGEST = 128;

/**
 * Texts by their bytes. Decoding costs a hundred nanoseconds, and the same few subjects come again and again; what comes
 * out is the same string object, whose hash is known already when it is looked up.
 */
export class TextCache {
  readonly #bytes = new Array<Uint8Array | undefined>(SLOTS).fill(undefined);
  readonly #texts = new Array<string>(SLOTS).fill("");

  /** The text of `source` from `start` to `end`. */
  of(source: Uint8Array, start: number, end: number): string {
    let hash = 0;
    for (let i = start; i < end; i++) hash = hashStep(hash, source[i]!);
    return this.get(source, start, end, hash);
  }

  /** The text of `source` from `start` to `end`, whose hash, made with {@linkcode hashStep}, is `hash`. */
  get(source: Uint8Array, start: number, end: number, hash: number): string {
    const slot = hash & (SLOTS - 1);
    const known = this.#bytes[slot];
    if (known !== undefined && same(known, source, start, end)) return this.#texts[slot]!;
    const text = textOf(source.subarray(start, end));
    if (end - start <= LONGEST) {
      this.#bytes[slot] = source.slice(start, end);
      this.#texts[slot] = text;
    }
    return text;
  }
}

/** One step of the hash of a text: begin with 0, take in each byte. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

function same(known: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== source[start + i]) return false;
  return true;
}
