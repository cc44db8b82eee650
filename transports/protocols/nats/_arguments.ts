/** Where the arguments of a control line stand. Those past the fifth only make `count` larger. */
export interface Arguments {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
}

/** Finds the arguments of a control line: what stands between blanks, tabs, and line ends. */
export function readArguments(into: Arguments, bytes: Uint8Array, from: number, to: number): Arguments {
  into.count = 0;
  let start = -1;
  for (let at = from; at <= to; at++) {
    const byte = at === to ? 0x20 : bytes[at]!;
    const blank = byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
    if (!blank && start < 0) start = at;
    if (!blank || start < 0) continue;
    into.starts[into.count] = start;
    into.ends[into.count] = at;
    into.count++;
    start = -1;
  }
  return into;
}

/** A size of one to nine decimal digits, or -1. */
export function readSize(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > 9) return -1;
  let size = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    size = size * 10 + digit;
  }
  return size;
}
