const SMALLEST = 1_024;
const CLASSES = 11;
/** Bytes kept for reuse in all. */
const KEPT = 32 << 20;

/** Buffers whose sizes are powers of two, used again and again, so that whoever has nothing to send holds none. */
export class BufferPool {
  readonly #free: Uint8Array<ArrayBuffer>[][] = Array.from({ length: CLASSES }, () => []);
  #kept = 0;
  #held = 0;

  /** Bytes of the buffers that have been taken and not given back. */
  get held(): number {
    return this.#held;
  }

  /** A buffer of at least `size` bytes with anything in it. */
  take(size: number): Uint8Array<ArrayBuffer> {
    const index = classOf(size);
    const kept = this.#free[index]?.pop();
    if (kept !== undefined) this.#kept -= kept.length;
    const buffer = kept ?? new Uint8Array(index < CLASSES ? SMALLEST << index : size);
    this.#held += buffer.length;
    return buffer;
  }

  /** Gives back a buffer that was taken, or an empty one; nobody may look into it any more. */
  give(buffer: Uint8Array<ArrayBuffer>): void {
    this.#held -= buffer.length;
    const index = classOf(buffer.length);
    const free = this.#free[index];
    if (free === undefined || buffer.length !== SMALLEST << index || this.#kept + buffer.length > KEPT) return;
    this.#kept += buffer.length;
    free.push(buffer);
  }
}

function classOf(size: number): number {
  return size <= SMALLEST ? 0 : 32 - Math.clz32((size - 1) >>> 10);
}
