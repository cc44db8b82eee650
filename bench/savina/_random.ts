/**
 * Savina's source of pseudo-random numbers, the same in every language of the comparison: 16 bits wide, full period.
 */
export class PseudoRandom {
  #value: number;

  /** Starts at `seed`; without one at Savina's own default. */
  constructor(seed: number = 74_755) {
    this.#value = seed;
  }

  /** The next whole number from 0 to 65,535, or, given `limit`, from 0 up to but without `limit`. */
  nextInt(limit?: number): number {
    this.#value = (this.#value * 1_309 + 13_849) & 65_535;
    return limit === undefined ? this.#value : this.#value % limit;
  }

  /** The next fraction: 1 / (n + 1) for a whole number n from 0 to 65,535. */
  nextDouble(): number {
    return 1 / (this.nextInt() + 1);
  }
}
