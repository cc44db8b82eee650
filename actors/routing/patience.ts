/** Time that may be waited in vain, in milliseconds: so much at once, and this part of all time. */
const [MOST, SHARE] = [60, 0.005] as const;
/** More is forgotten: it takes a minute and a half to make up for. */
const DEBT = 500;

/**
 * How much all connections of a service have waited for peers that did not read after all. However many of those come, they
 * cost the others only a small share of the time at length; while it is used up, each is waited for as shortly as can be.
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

  /** Whether somebody may be waited for at length. */
  get left(): boolean {
    const now = this.#now();
    this.#left = Math.min(MOST, this.#left + (now - this.#at) * SHARE);
    this.#at = now;
    return this.#left > 0;
  }

  /** The last so many milliseconds were waited in vain. Returns how many of them nobody had counted yet. */
  wasted(time: number): number {
    const now = this.#now();
    const counted = now - Math.max(now - time, this.#counted);
    this.#left = Math.max(-DEBT, this.#left - counted);
    this.#counted = now;
    return counted;
  }

  /** So many of them were not in vain after all. */
  regained(time: number): void {
    this.#left = Math.min(MOST, this.#left + time);
  }
}
