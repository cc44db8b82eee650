import { isBlank } from "../nats/_arguments.ts";

const CR = 0x0d;
/** A line may have more; then the places are forgotten again, so that a long line is not paid for ever. */
const KEPT = 1_024;

/** Where the words of a control line stand: what is between blanks and tabs. */
export class LineTokens {
  /** How many there are. */
  count = 0;
  #starts: number[] = [];
  #ends: number[] = [];

  /** Finds the words of `bytes` from `from` to `to`; `false` where a CR stands among them. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#starts.length > KEPT) {
      this.#starts = [];
      this.#ends = [];
    }
    this.count = 0;
    let start = -1;
    for (let at = from; at <= to; at++) {
      const blank = at === to || isBlank(bytes[at]!);
      if (!blank && bytes[at] === CR) return false;
      if (!blank && start < 0) start = at;
      if (!blank || start < 0) continue;
      this.#starts[this.count] = start;
      this.#ends[this.count++] = at;
      start = -1;
    }
    return true;
  }

  /** Where a word begins. */
  start(index: number): number {
    return this.#starts[index]!;
  }

  /** Where a word ends. */
  end(index: number): number {
    return this.#ends[index]!;
  }

  /** Whether a word is this one letter. */
  isLetter(index: number, bytes: Uint8Array, letter: number): boolean {
    return this.end(index) - this.start(index) === 1 && bytes[this.start(index)] === letter;
  }
}
