import { LITERAL, type TokenScanner } from "./_token_scanner.ts";

/** How many leading tokens are indexed. */
const POSITIONS = 6;
const NONE = -1;

/**
 * Which of a fixed number of slots have a certain token at a certain position: one doubly linked list of slots for each
 * position and hash of a token. Tokens with equal hashes share a list.
 */
export class TokenIndex {
  readonly #buckets: number;
  /** Per position and bucket: the first link, and how many there are. */
  readonly #heads: Int32Array;
  readonly #counts: Int32Array;
  /** Per slot and position, which together are the number of a link. */
  readonly #list: Int32Array;
  readonly #next: Int32Array;
  readonly #before: Int32Array;

  /** An index of slots 0 to `slots` - 1. */
  constructor(slots: number) {
    this.#buckets = 2 ** Math.ceil(Math.log2(slots));
    this.#heads = new Int32Array(this.#buckets * POSITIONS).fill(NONE);
    this.#counts = new Int32Array(this.#buckets * POSITIONS);
    this.#list = new Int32Array(slots * POSITIONS).fill(NONE);
    this.#next = new Int32Array(slots * POSITIONS);
    this.#before = new Int32Array(slots * POSITIONS);
  }

  /** Enters a slot, which must not be in, with the tokens of the text scanned last. */
  add(slot: number, tokens: TokenScanner): void {
    const positions = Math.min(tokens.count, POSITIONS);
    for (let position = 0; position < positions; position++) {
      const link = slot * POSITIONS + position;
      const list = this.#listOf(position, tokens.hashes[position]!);
      const next = this.#heads[list]!;
      this.#list[link] = list;
      this.#next[link] = next;
      this.#before[link] = NONE;
      if (next !== NONE) this.#before[next] = link;
      this.#heads[list] = link;
      this.#counts[list]!++;
    }
  }

  /** Takes a slot out. */
  delete(slot: number): void {
    for (let link = slot * POSITIONS; link < (slot + 1) * POSITIONS; link++) {
      const list = this.#list[link]!;
      if (list === NONE) return;
      const next = this.#next[link]!;
      const before = this.#before[link]!;
      if (before === NONE) this.#heads[list] = next;
      else this.#next[before] = next;
      if (next !== NONE) this.#before[next] = before;
      this.#counts[list]!--;
      this.#list[link] = NONE;
    }
  }

  /**
   * The slots that a pattern, scanned last, may match: those that share the literal token that fewest slots have.
   * Undefined when no leading token is literal.
   */
  candidates(tokens: TokenScanner): number[] | undefined {
    const positions = Math.min(tokens.count, POSITIONS);
    let shortest = NONE;
    for (let position = 0; position < positions; position++) {
      if (tokens.kinds[position] !== LITERAL) continue;
      const list = this.#listOf(position, tokens.hashes[position]!);
      if (shortest === NONE || this.#counts[list]! < this.#counts[shortest]!) shortest = list;
    }
    if (shortest === NONE) return undefined;
    const slots: number[] = [];
    for (let link = this.#heads[shortest]!; link !== NONE; link = this.#next[link]!) {
      slots.push(Math.floor(link / POSITIONS));
    }
    return slots;
  }

  #listOf(position: number, hash: number): number {
    return position * this.#buckets + (hash & (this.#buckets - 1));
  }
}
