const LF = 0x0a;
const CR = 0x0d;
const NEAR = 40;

/** Where the next LF stands, or -1. Most lines are short, and a short loop is faster than a call. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + NEAR);
  for (let at = from; at < near; at++) if (bytes[at] === LF) return at;
  return bytes.indexOf(LF, near);
}

/** How many of the last bytes from `start` to `end` are a line end. */
export function endLength(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== LF) return 0;
  return end - start > 1 && bytes[end - 2] === CR ? 2 : 1;
}

/** Both, one behind the other. */
export function joined(prefix: Uint8Array, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.length + message.length);
  bytes.set(prefix);
  bytes.set(message, prefix.length);
  return bytes;
}
