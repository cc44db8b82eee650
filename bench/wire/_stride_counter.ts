import type { Counter } from "./_wire_protocol.ts";

/** What a server says between two deliveries, without having been asked. */
const PING_LENGTH = "PING\r\n".length;
const P = 0x50;

/** Counts deliveries that all have the same length. A `PING` of the server between two of them is stepped over. */
export class StrideCounter implements Counter {
  readonly #length: number;
  readonly #expected: Uint8Array | undefined;
  #deliveries = 0;
  /** Bytes of the delivery that has begun. */
  #offset = 0;
  #toSkip = 0;
  /** Where in `#expected` the delivery that has begun stands. */
  #place = 0;

  /**
   * @param length Bytes of one delivery
   * @param expected The deliveries that come again and again, where each byte is to be compared
   */
  constructor(length: number, expected: Uint8Array | undefined) {
    this.#length = length;
    this.#expected = expected;
  }

  get deliveries(): number {
    return this.#deliveries;
  }

  consume(bytes: Uint8Array, length: number): void {
    for (let at = 0; at < length;) {
      if (this.#toSkip > 0) {
        const skipped = Math.min(this.#toSkip, length - at);
        this.#toSkip -= skipped;
        at += skipped;
        continue;
      }
      if (this.#offset === 0 && bytes[at] === P) {
        this.#toSkip = PING_LENGTH;
        continue;
      }
      const taken = Math.min(this.#length - this.#offset, length - at);
      if (this.#expected !== undefined) this.#compare(bytes.subarray(at, at + taken), this.#expected);
      at += taken;
      this.#offset += taken;
      if (this.#offset === this.#length) this.#finish();
    }
  }

  #finish(): void {
    this.#offset = 0;
    this.#deliveries++;
    this.#place += this.#length;
    if (this.#place === this.#expected?.length) this.#place = 0;
  }

  #compare(bytes: Uint8Array, expected: Uint8Array): void {
    const start = this.#place + this.#offset;
    for (let i = 0; i < bytes.length; i++) {
      if (bytes[i] === expected[start + i]) continue;
      throw new Error(`Cannot go on: byte ${this.#offset + i} of delivery ${this.#deliveries} arrived changed`);
    }
  }
}
