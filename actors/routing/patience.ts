/** Time that may be waited in vain, in milliseconds: so much at once, and this part of all time. */
const [MOST, SHARE] = [40, 0.005] as const;

/**
 * How much all connections of a service have waited for peers that did not read after all. However many of those come, they
 * cost the others only a small share of the time; while it is used up, nobody is waited for.
 */
export class Patience {
  readonly #now: () => number;
  #left: number = MOST;
  #at: number;
  /** Up to when what was waited in vain has been counted: several may wait at once. */
  #counted = -Infinity;

  /** `now` is the time in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#at = now();
  }

  /** Whether somebody may be waited for. */
  get left(): boolean {
    const now = this.#now();
    this.#left = Math.min(MOST, this.#left + (now - this.#at) * SHARE);
    this.#at = now;
    return this.#left > 0;
  }

  /** The last so many milliseconds were waited in vain. */
  wasted(time: number): void {
    const now = this.#now();
    this.#left = Math.max(-MOST, this.#left - (now - Math.max(now - time, this.#counted)));
    this.#counted = now;
  }
}
