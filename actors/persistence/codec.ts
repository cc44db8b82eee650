/**
 * Turns what actors keep into what a file keeps, and back.
 *
 * @example
 * ```ts
 * import { type Codec, SqliteJournal } from "@mailroom/mailroom/persistence";
 * import { deserialize, serialize } from "node:v8";
 *
 * // Maps, dates and typed arrays stay what they are, but only V8 can read the file.
 * const v8: Codec = { encode: serialize, decode: (data) => deserialize(data as Uint8Array) };
 * await using journal = new SqliteJournal(":memory:", { codec: v8 });
 * ```
 */
export interface Codec {
  /** May throw where a value cannot be encoded: then nothing of the append is kept. */
  encode(value: unknown): string | Uint8Array;
  /** Makes a fresh value of what `encode` returned. */
  decode(data: string | Uint8Array): unknown;
}

/** Readable with any tool. What JSON has no word for is refused, or comes back as something simpler: a date as text. */
export const json: Codec = {
  encode(value) {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`Cannot keep a value of type ${typeof value} as JSON`);
    return text;
  },
  decode: (data) => JSON.parse(data as string),
};
