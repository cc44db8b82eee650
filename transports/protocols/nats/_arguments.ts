const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;

/** Where the arguments of a control line stand. Those past the fifth only make `count` larger. */
export interface Arguments {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  count: number;
}

/** Whether a byte separates arguments. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}

/**
 * Where the arguments of a line end whose LF stands at `stop`. The original does not care where in the line a CR stands, but
 * at its very beginning: the last byte before the LF is what it drops then.
 */
export function argumentsEnd(bytes: Uint8Array, from: number, stop: number): number {
  return bytes.subarray(from + 1, stop).indexOf(CR) < 0 ? stop : stop - 1;
}

/** Finds the arguments of a control line: what stands between blanks, tabs, and line ends. */
export function readArguments(into: Arguments, bytes: Uint8Array, from: number, to: number): Arguments {
  into.count = 0;
  let start = -1;
  for (let at = from; at <= to; at++) {
    const byte = at === to ? 0x20 : bytes[at]!;
    const blank = isBlank(byte) || byte === CR || byte === LF;
    if (!blank && start < 0) start = at;
    if (!blank || start < 0) continue;
    into.starts[into.count] = start;
    into.ends[into.count] = at;
    into.count++;
    start = -1;
  }
  return into;
}

/** Whether a CR or LF stands among the arguments, as it can where the original does not look. */
export function hasLineEnd(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === CR || bytes[at] === LF) return true;
  return false;
}

/** A size of one to nine decimal digits, or -1. */
export function readSize(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || end - start > 9) return -1;
  let size = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return -1;
    size = size * 10 + digit;
  }
  return size;
}

/** A size as {@linkcode readSize} that CR LF ends; `undefined` for anything else, and where the end is not there yet. */
export function readEndingSize(bytes: Uint8Array, from: number, end: number): number | undefined {
  let value = 0;
  let at = from;
  for (; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const length = at - from;
  return length >= 1 && length <= 9 && at + 1 < end && bytes[at] === CR && bytes[at + 1] === LF ? value : undefined;
}
