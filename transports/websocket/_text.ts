import { isUtf8 } from "node:buffer";

const LF = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * How many of the bytes go into one text: as many whole lines as fit into `most`, or one that does not; all where there
 * is no line end.
 */
export function textLength(bytes: Uint8Array, most: number): number {
  if (bytes.length <= most && bytes[bytes.length - 1] === LF) return bytes.length;
  const fits = bytes.lastIndexOf(LF, most - 1);
  if (fits >= 0) return fits + 1;
  const end = bytes.indexOf(LF, most);
  return end < 0 ? bytes.length : end + 1;
}

/** The bytes as UTF-8: what is none is replaced, because a browser would hang up. */
export function asText(bytes: Uint8Array): Uint8Array {
  return isUtf8(bytes) ? bytes : encoder.encode(decoder.decode(bytes));
}
