/** How many elements a page has, as a power of two. */
const BITS = 10;

/**
 * A long list that grows page by page: an array of millions would be copied, with everything waiting, as it grows.
 */
export class PagedList<T> {
  readonly #pages: T[][] = [];
  readonly #initial: T;
  #length = 0;

  /** An empty list, whose elements are `initial` to begin with. */
  constructor(initial: T) {
    this.#initial = initial;
  }

  get length(): number {
    return this.#length;
  }

  /** Makes the list longer when needed, so that `index` is in it. */
  reach(index: number): void {
    if (index < this.#length) return;
    this.#length = index + 1;
    while (this.#pages.length <= index >> BITS) this.#pages.push(new Array(1 << BITS).fill(this.#initial));
  }

  /** The element at an index that is in the list. */
  get(index: number): T {
    return this.#pages[index >> BITS]![index & ((1 << BITS) - 1)]!;
  }

  set(index: number, value: T): void {
    this.#pages[index >> BITS]![index & ((1 << BITS) - 1)] = value;
  }
}
