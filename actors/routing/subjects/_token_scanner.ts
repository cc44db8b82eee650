const DOT = 0x2e;

/** What a token of a pattern is. In a subject every token is to be taken as literal. */
export const LITERAL = 0;
export const STAR = 1;
export const TAIL = 2;

/**
 * Finds the tokens of a text, and a hash of each, in one pass over its characters and without allocating: the columns
 * describe the text scanned last.
 */
export class TokenScanner {
  /** How many tokens there are. */
  count = 0;
  /** How many of them are wildcards. */
  wildcards = 0;
  /** Per token: the index of its first character. */
  starts: Int32Array = new Int32Array(32);
  /** Per token: the index after its last character. */
  ends: Int32Array = new Int32Array(32);
  /** Per token: its hash. */
  hashes: Int32Array = new Int32Array(32);
  /** Per token: LITERAL, STAR or TAIL. */
  kinds: Uint8Array = new Uint8Array(32);

  #blank = false;
  // Subscribers choose the tokens: with a hash that they know, they could make all of them collide.
  readonly #seed = (Math.random() * 0x1_0000_0000) | 0;

  /** Reads a subject; false when a token is empty. */
  readSubject(text: string): boolean {
    const length = text.length;
    this.count = 0;
    this.wildcards = 0;
    this.#blank = false;
    let start = 0;
    let hash = this.#seed;
    for (let i = 0; i < length; i++) {
      const c = text.charCodeAt(i);
      if (c !== DOT) {
        hash = Math.imul(hash ^ c, 0x01000193);
        if (c <= 0x20 && (c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d)) this.#blank = true;
      } else {
        if (i === start) return false;
        this.#add(text, start, i, hash);
        start = i + 1;
        hash = this.#seed;
      }
    }
    if (start === length) return false;
    this.#add(text, start, length, hash);
    return true;
  }

  /** Reads a pattern; false when it is not well formed in the sense of isPattern(). */
  readPattern(text: string): boolean {
    if (!this.readSubject(text) || this.#blank) return false;
    const last = this.count - 1;
    for (let i = 0; i < last; i++) {
      if (this.kinds[i] === TAIL) return false;
    }
    return true;
  }

  #add(text: string, start: number, end: number, hash: number): void {
    const index = this.count++;
    if (index === this.starts.length) this.#grow();
    const first = text.charCodeAt(start);
    const kind = end - start > 1 ? LITERAL : first === 0x2a ? STAR : first === 0x3e ? TAIL : LITERAL;
    if (kind !== LITERAL) this.wildcards++;
    this.starts[index] = start;
    this.ends[index] = end;
    this.hashes[index] = hash ^ (hash >>> 15);
    this.kinds[index] = kind;
  }

  #grow(): void {
    const size = this.starts.length * 2;
    const widen = (column: Int32Array) => {
      const wider = new Int32Array(size);
      wider.set(column);
      return wider;
    };
    this.starts = widen(this.starts);
    this.ends = widen(this.ends);
    this.hashes = widen(this.hashes);
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}
