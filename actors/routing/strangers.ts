/** How long nothing is received when too much has come, in milliseconds. */
const PAUSE = 5;

/**
 * How fast a datagram address hears those who are no peers yet. Each costs time whatever becomes of it, and anybody can send
 * any number of them under any names; what is not received in time is dropped by the host.
 */
export class Strangers {
  readonly #rate: number;
  readonly #now: () => number;
  #allowance: number;
  #at: number;

  /**
   * @param rate how many are heard in a second
   * @param now the time in milliseconds
   * @throws {RangeError} when the rate is less than one
   */
  constructor(rate: number, now: () => number) {
    if (!(rate >= 1)) throw new RangeError(`Cannot hear strangers at a rate of ${rate}: wanted a number from 1`);
    this.#rate = rate;
    this.#now = now;
    this.#allowance = this.#most;
    this.#at = now();
  }

  /** Those of two pauses, so that nobody has to wait who comes alone. */
  get #most(): number {
    return Math.max(1, this.#rate * 2 * PAUSE / 1_000);
  }

  /** One has been heard. */
  heard(): void {
    this.#allowance--;
  }

  /** How long to wait before anything else is received, in milliseconds; mostly 0. */
  get pause(): number {
    if (this.#allowance > 0) return 0;
    const now = this.#now();
    this.#allowance = Math.min(this.#most, this.#allowance + (now - this.#at) * this.#rate / 1_000);
    this.#at = now;
    return this.#allowance > 0 ? 0 : PAUSE;
  }
}
