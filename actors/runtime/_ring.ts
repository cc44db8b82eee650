const NOTHING: unknown[] = [];
const SMALLEST = 4;
/** A ring larger than this gives its memory back as soon as it is empty. */
const KEEP = 1024;

/**
 * A first-in first-out queue. The oldest is in a field of its own, those behind it are in a circular array whose length is
 * a power of two: a queue of one, as most mailboxes are most of the time, touches no array and takes no memory for one.
 */
export class Ring<T> {
  #first: T | undefined = undefined;
  /** How many are queued. */
  size = 0;
  #slots: (T | undefined)[] = NOTHING as T[];
  #head = 0;
  #mask = -1;

  push(value: T): void {
    const behind = this.size++ - 1;
    if (behind < 0) {
      this.#first = value;
      return;
    }
    if (behind > this.#mask) this.#grow(behind);
    this.#slots[(this.#head + behind) & this.#mask] = value;
  }

  /** Takes the oldest. Only meaningful while `size` is not 0. */
  shift(): T {
    const value = this.#first;
    if (--this.size === 0) {
      this.#first = undefined;
      if (this.#mask >= KEEP) this.clear();
      return value as T;
    }
    const head = this.#head;
    this.#first = this.#slots[head];
    this.#slots[head] = undefined;
    this.#head = (head + 1) & this.#mask;
    return value as T;
  }

  /** The youngest, which stays. */
  get last(): T | undefined {
    return this.size <= 1 ? this.#first : this.#slots[(this.#head + this.size - 2) & this.#mask];
  }

  /** Puts one before the oldest. */
  unshift(value: T): void {
    const behind = this.size++ - 1;
    if (behind >= 0) {
      if (behind > this.#mask) this.#grow(behind);
      this.#head = (this.#head - 1) & this.#mask;
      this.#slots[this.#head] = this.#first;
    }
    this.#first = value;
  }

  clear(): void {
    this.#slots = NOTHING as T[];
    this.#first = undefined;
    this.#head = 0;
    this.#mask = -1;
    this.size = 0;
  }

  #grow(behind: number): void {
    const old = this.#slots;
    const length = Math.max(SMALLEST, old.length * 2);
    const slots = new Array<T | undefined>(length);
    for (let i = 0; i < behind; i++) slots[i] = old[(this.#head + i) & this.#mask];
    this.#slots = slots;
    this.#head = 0;
    this.#mask = length - 1;
  }
}
