/** Counts go round, far from where a number stops being a small one. */
const MASK = 0x3fff_ffff;
const FROZEN = -1;
/** Bytes of one meter: the count, and whether somebody waits for it to move. */
const SIZE = 8;

/** Memory for so many meters, to be shared by two threads. */
export function meterMemory(meters: number): SharedArrayBuffer {
  return new SharedArrayBuffer(meters * SIZE);
}

/** How much of a lane the receiver has taken, in memory that both threads see. */
export class Meter {
  readonly #shared: Int32Array;
  #advanced = 0;
  #frozen: number | undefined = undefined;

  constructor(memory: SharedArrayBuffer, lane: number) {
    this.#shared = new Int32Array(memory, lane * SIZE, 2);
  }

  /** The receiver takes more. Returns `false` when the sender has frozen the count: what is left is the sender's. */
  advance(by: number): boolean {
    const before = this.#advanced;
    this.#advanced = (before + by) & MASK;
    return Atomics.compareExchange(this.#shared, 0, before, this.#advanced) === before;
  }

  /** Whether the sender asked to be told; it has to be told now. */
  wanted(): boolean {
    return Atomics.load(this.#shared, 1) === 1 && Atomics.exchange(this.#shared, 1, 0) === 1;
  }

  /** The sender asks to be told when the count has moved. It must look at the count once more afterwards. */
  want(): void {
    Atomics.store(this.#shared, 1, 1);
  }

  /** How many of `posted` have not been taken. */
  left(posted: number): number {
    return (posted - (this.#frozen ?? Atomics.load(this.#shared, 0))) & MASK;
  }

  /** Lets the receiver take nothing more. Whether it has taken one or not is decided here, even if it is at it now. */
  freeze(): void {
    this.#frozen ??= Atomics.exchange(this.#shared, 0, FROZEN);
  }
}
