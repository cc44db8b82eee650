/** Below this many bytes a loop over words copies faster than a call of `set` on a part of the source. */
const SHORT = 256;

/** The last source of a short copy and the view of it, because one source is copied from many times in a row. */
let last = new Uint8Array(0);
let lastView = viewOf(last);

/** A view of all of an array's bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Copies the bytes of `from` from `start` to `end` to where `at` is in `to`, whose view is `view`. */
export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  view: DataView,
  at: number,
): void {
  if (end - start < SHORT) copyView(viewed(from), start, end, view, at);
  else to.set(from.subarray(start, end), at);
}

/** Copies a few bytes of a view: four words at a time, which takes half as long as one by one, then what is left. */
export function copyView(from: DataView, start: number, end: number, to: DataView, at: number): void {
  let i = start;
  let o = at;
  for (; i + 32 <= end; i += 32, o += 32) {
    to.setBigUint64(o, from.getBigUint64(i));
    to.setBigUint64(o + 8, from.getBigUint64(i + 8));
    to.setBigUint64(o + 16, from.getBigUint64(i + 16));
    to.setBigUint64(o + 24, from.getBigUint64(i + 24));
  }
  for (; i + 8 <= end; i += 8, o += 8) to.setBigUint64(o, from.getBigUint64(i));
  for (; i < end; i++, o++) to.setUint8(o, from.getUint8(i));
}

function viewed(source: Uint8Array): DataView {
  if (source !== last) {
    last = source as Uint8Array<ArrayBuffer>;
    lastView = viewOf(source);
  }
  return lastView;
}
