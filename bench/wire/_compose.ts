const X = 0x78;
const encoder = new TextEncoder();

/** Packets one after the other, each a head, a numbered payload of `size` bytes filled up with `x`, and a tail. */
export function compose(
  count: number,
  size: number,
  head: (index: number) => Uint8Array,
  tail: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * (head(0).length + size + tail.length)).fill(X);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const start = head(i);
    bytes.set(start, at);
    at += start.length;
    encoder.encodeInto(String(i), bytes.subarray(at, at + size));
    at += size;
    bytes.set(tail, at);
    at += tail.length;
  }
  return bytes;
}
