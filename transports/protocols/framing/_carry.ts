const EMPTY = new Uint8Array(0);

/** The smallest buffer worth making. */
const SMALLEST = 64;

/** Buffers up to this size are kept for the next cut frame; larger ones would burden every idle connection. */
const KEPT = 1024;

/** The bytes of one cut frame. Its buffer doubles as bytes arrive, so a peer cannot make it large by announcing much. */
export class Carry {
  /** The buffer; only the first `length` bytes of it mean anything. */
  bytes: Uint8Array = EMPTY;
  /** Bytes held. */
  length = 0;

  /** Adds `chunk[from..to)`. The caller has checked that no more than `cap` bytes will be held; no more are allocated. */
  append(chunk: Uint8Array, from: number, to: number, cap: number): void {
    const length = this.length + to - from;
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.min(cap, Math.max(length, this.bytes.length * 2, SMALLEST)));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    // A call to set() costs more than copying the few bytes by which most lines are cut.
    if (to - from > 16) this.bytes.set(chunk.subarray(from, to), this.length);
    else for (let i = from, at = this.length; i < to; i++, at++) this.bytes[at] = chunk[i]!;
    this.length = length;
  }

  /** Returns `[from..to)` of what is held and holds nothing from then on. The view is good until the next append. */
  take(from: number, to: number): Uint8Array {
    const view = this.bytes.subarray(from, to);
    this.drop();
    return view;
  }

  /** Holds nothing from then on. */
  drop(): void {
    this.length = 0;
    if (this.bytes.length > KEPT) this.bytes = EMPTY;
  }
}
