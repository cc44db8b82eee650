const SMALL = 512;
const LARGE = 64 << 10;
/** A read is not begun into less room than this. */
const LEAST = 256;

/**
 * Room for reads. Bytes that were read are never written over, so that whoever still points at them is safe: each read
 * goes behind the one before, and when the room is used up there is new room, larger while reads fill it, small again
 * when they do not.
 */
export class ReadBuffer {
  #room = new Uint8Array(SMALL);
  #at = 0;

  /** Where the next read goes. */
  next(): Uint8Array {
    return this.#room.subarray(this.#at);
  }

  /** The bytes of the read that is over. */
  took(size: number): Uint8Array {
    const chunk = this.#room.subarray(this.#at, this.#at + size);
    const offered = this.#room.length - this.#at;
    this.#at += size;
    if (size === offered) this.#renew(Math.min(LARGE, this.#room.length * 8));
    else if (this.#room.length - this.#at < LEAST) this.#renew(this.#room.length);
    else if (size < SMALL && this.#at >= LARGE / 2) this.#renew(SMALL);
    return chunk;
  }

  #renew(size: number): void {
    this.#room = new Uint8Array(size);
    this.#at = 0;
  }
}
