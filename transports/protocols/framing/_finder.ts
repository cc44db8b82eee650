/** Finds a delimiter in a stream of chunks (Knuth, Morris and Pratt): linear time, and no byte is looked at twice. */
export class Finder {
  /** What is looked for. */
  readonly delimiter: Uint8Array;
  /** How much of the delimiter the bytes seen so far end with. */
  matched = 0;
  /** For each count of matched bytes, less one: the next shorter count that the same bytes also match. */
  readonly #shorter: Uint32Array;

  constructor(delimiter: Uint8Array) {
    this.delimiter = delimiter;
    this.#shorter = new Uint32Array(delimiter.length);
    for (let i = 1, matched = 0; i < delimiter.length; i++) {
      matched = this.#step(matched, delimiter[i]!);
      this.#shorter[i] = matched;
    }
  }

  /** Looks on from `from`. Returns the index behind the delimiter's last byte, or -1 if the chunk has no end of one. */
  find(chunk: Uint8Array, from: number): number {
    const { length } = chunk;
    const first = this.delimiter[0]!;
    const whole = this.delimiter.length;
    let matched = this.matched;
    let at = from;
    while (at < length) {
      if (matched === 0) {
        at = chunk.indexOf(first, at);
        if (at < 0) break;
      }
      matched = this.#step(matched, chunk[at++]!);
      if (matched === whole) {
        this.matched = 0;
        return at;
      }
    }
    this.matched = matched;
    return -1;
  }

  /** How much is matched after one more byte. */
  #step(before: number, byte: number): number {
    let matched = before;
    while (matched > 0 && byte !== this.delimiter[matched]) matched = this.#shorter[matched - 1]!;
    return byte === this.delimiter[matched] ? matched + 1 : matched;
  }
}
