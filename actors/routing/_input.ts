import { BufferPool } from "./_buffer_pool.ts";

/** What a silent connection holds. */
const SMALL = 512;
/** What a busy one reads into. */
const LARGE = 256 << 10;
/** A read is not begun into less room than this. */
const LEAST = 256;
/** A read of more than this is followed by one into a large room. */
const FEW = 256;

const pool = new BufferPool();

/**
 * What has been read from a stream and not been used yet, and the room for the next read behind it.
 *
 * Whoever is handed a piece of it may point at it until the actors have come to rest. So before each read it is said
 * whether they have: then the room is used again from its beginning; otherwise the read goes behind what was read before,
 * or into new room.
 */
export class Input {
  #room: Uint8Array<ArrayBuffer> = new Uint8Array(SMALL);
  /** The first byte that has not been used. */
  #start = 0;
  /** The first byte that has not been read. */
  #end = 0;
  #last = 0;

  /** What has been read, from the beginning of the room. */
  get bytes(): Uint8Array {
    return this.#room.subarray(0, this.#end);
  }

  /** Where in {@linkcode Input.bytes} the first byte stands that has not been used. */
  get start(): number {
    return this.#start;
  }

  /** Bytes that have been read and not been used. */
  get unused(): number {
    return this.#end - this.#start;
  }

  /** The bytes before `index` have been used. */
  used(index: number): void {
    this.#start = index;
  }

  /**
   * Room for the next read. `wanted` is how many bytes must be there, counted from the first that has not been used,
   * before any can be used; `resting` whether nobody points at what was used.
   */
  next(wanted: number, resting: boolean): Uint8Array {
    const left = this.#end - this.#start;
    const size = this.#size(left, wanted);
    const fits = this.#room.length - this.#start >= Math.min(wanted, size) && this.#room.length - this.#end >= LEAST;
    if (!resting) {
      if (!fits || this.#room.length < size) this.#move(size, resting);
    } else if (this.#room.length !== size && (left === 0 || this.#room.length < size)) this.#move(size, resting);
    else if (left === 0) this.#start = this.#end = 0;
    else if (!fits) this.#toFront();
    return this.#room.subarray(this.#end);
  }

  /**
   * How large a room to read into. It follows from what has come, not from what was announced: whoever announces a lot and
   * sends a little makes nobody allocate it.
   */
  #size(left: number, wanted: number): number {
    const busy = this.#last > FEW ? LARGE : SMALL;
    if (left === 0 && wanted <= 1) return busy;
    const needed = Math.min(Math.max(wanted, left) + LEAST, Math.max(LARGE, left * 4));
    return Math.max(busy, 2 ** Math.ceil(Math.log2(Math.max(needed, left + LEAST))));
  }

  /** That many bytes have been read into the room. */
  took(size: number): void {
    this.#end += size;
    this.#last = size;
  }

  #toFront(): void {
    this.#room.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }

  #move(size: number, resting: boolean): void {
    const room = size === SMALL ? new Uint8Array(SMALL) : pool.take(size);
    room.set(this.#room.subarray(this.#start, this.#end));
    if (resting) pool.give(this.#room);
    this.#room = room;
    this.#end -= this.#start;
    this.#start = 0;
  }
}
