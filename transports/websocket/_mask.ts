/** Below this many bytes a loop over bytes is over before a view is made. */
const SHORT = 32;

const EMPTY = new Uint8Array(0);
/** The last bytes that were unmasked and the view of them, because one buffer holds many frames. */
let last = EMPTY;
let view = viewOf(EMPTY);

/**
 * Takes the mask off the bytes from `start` to `end` and puts them where `out` stands, which is not behind `start`.
 * `phase` is how many bytes of the frame have been unmasked before.
 */
export function unmask(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: number,
  mask: Uint8Array,
  phase: number,
): void {
  let i = start;
  let o = out;
  let at = phase & 3;
  if (end - start >= SHORT) {
    if (bytes !== last) {
      last = bytes as Uint8Array<ArrayBuffer>;
      view = viewOf(bytes);
    }
    const word = mask[at]! | mask[(at + 1) & 3]! << 8 | mask[(at + 2) & 3]! << 16 | mask[(at + 3) & 3]! << 24;
    // Two words at a time; both are read before the first is written, because the places may overlap.
    for (; i + 8 <= end; i += 8, o += 8) {
      const low = view.getInt32(i, true) ^ word;
      const high = view.getInt32(i + 4, true) ^ word;
      view.setInt32(o, low, true);
      view.setInt32(o + 4, high, true);
    }
  }
  for (; i < end; i++, o++) {
    bytes[o] = bytes[i]! ^ mask[at]!;
    at = (at + 1) & 3;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
