import type { Counter, WireProtocol } from "./_wire_protocol.ts";

const LF = 0x0a;
const X = 0x78;

/** The chat room: a line that one client sends reaches all others as it is, so that bytes tell how many lines there are. */
export const lineWire: WireProtocol = {
  /** Whoever has been greeted is in. */
  async join(conn) {
    const byte = new Uint8Array(1);
    while (byte[0] !== LF) {
      if (await conn.read(byte) === null) throw new Error("Cannot join: closed before the greeting, wanted a line");
    }
  },

  /** Numbered lines filled up with `x`. */
  compose(count, size) {
    const bytes = new Uint8Array(count * (size + 1)).fill(X);
    const encoder = new TextEncoder();
    for (let i = 0; i < count; i++) {
      const at = i * (size + 1);
      encoder.encodeInto(String(i), bytes.subarray(at, at + size));
      bytes[at + size] = LF;
    }
    return bytes;
  },

  counter: (size, sent) => new LineCounter(size + 1, sent),
};

class LineCounter implements Counter {
  readonly #length: number;
  readonly #sent: Uint8Array | undefined;
  #bytes = 0;

  constructor(length: number, sent: Uint8Array | undefined) {
    this.#length = length;
    this.#sent = sent;
  }

  get deliveries(): number {
    return Math.floor(this.#bytes / this.#length);
  }

  consume(bytes: Uint8Array, length: number): void {
    const sent = this.#sent;
    if (sent !== undefined) {
      let at = this.#bytes % sent.length;
      for (let i = 0; i < length; i++) {
        if (bytes[i] !== sent[at]) throw new Error(`Cannot go on: byte ${this.#bytes + i} arrived changed`);
        if (++at === sent.length) at = 0;
      }
    }
    this.#bytes += length;
  }
}
