import { Carry } from "./_carry.ts";
import type { Scanner } from "./_guarded_decoder.ts";

/** Reads the header that says how long a frame is. One per decoder: it remembers what it read last. */
export interface HeaderReader {
  /** The longest header, in bytes. */
  readonly longest: number;
  /** Bytes of the header that was read last. */
  header: number;
  /** Bytes of the body that it announced, already found to be within the limit. */
  body: number;
  /** Reads the header at `bytes[at..end)`. Returns the bytes of the whole frame, or 0 while the header is cut. */
  read(bytes: Uint8Array, at: number, end: number): number;
  /** Throws if what follows the body at `at` is not what has to follow it. */
  check?(bytes: Uint8Array, at: number): void;
}

/** Scans frames that say their size before their body. */
export class SizedScanner implements Scanner {
  readonly carry = new Carry();
  readonly #reader: HeaderReader;
  /** Bytes of the whole frame in the carry, 0 while its header is cut. */
  #total = 0;

  constructor(reader: HeaderReader) {
    this.#reader = reader;
  }

  scan(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void {
    const reader = this.#reader;
    const { buffer, byteOffset, length } = chunk;
    let at = this.carry.length > 0 ? this.#resume(chunk, frame) : 0;
    while (at < length) {
      const total = reader.read(chunk, at, length);
      if (total === 0 || total > length - at) {
        this.#total = total;
        this.carry.append(chunk, at, length, total || reader.longest);
        return;
      }
      const body = at + reader.header;
      reader.check?.(chunk, body + reader.body);
      frame(new Uint8Array(buffer, byteOffset + body, reader.body));
      at += total;
    }
  }

  /** Goes on with the frame in the carry and delivers it if it is whole. Returns where in the chunk to go on. */
  #resume(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): number {
    const { carry } = this;
    const reader = this.#reader;
    let at = 0;
    // Byte by byte, so that nothing of the next frame gets into the carry; headers are short.
    while (this.#total === 0) {
      if (at === chunk.length) return at;
      carry.append(chunk, at, ++at, reader.longest);
      this.#total = reader.read(carry.bytes, 0, carry.length);
    }
    const to = Math.min(chunk.length, at + this.#total - carry.length);
    carry.append(chunk, at, to, this.#total);
    if (carry.length === this.#total) {
      const end = reader.header + reader.body;
      reader.check?.(carry.bytes, end);
      frame(carry.take(reader.header, end));
    }
    return to;
  }
}
