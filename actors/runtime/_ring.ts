const NOTHING: unknown[] = [];
const SMALLEST = 4;
/** A ring larger than this gives its memory back as soon as it is empty. */
const KEEP = 1024;

/** A first-in first-out queue in a circular array whose length is a power of two. Takes no memory until it is used. */
export class Ring<T> {
  #slots: (T | undefined)[] = NOTHING as T[];
  #head = 0;
  #mask = -1;
  /** How many are queued. */
  size = 0;

  push(value: T): void {
    if (this.size > this.#mask) this.#grow();
    this.#slots[(this.#head + this.size++) & this.#mask] = value;
  }

  /** Takes the oldest. Only meaningful while `size` is not 0. */
  shift(): T {
    const head = this.#head;
    const value = this.#slots[head];
    this.#slots[head] = undefined;
    this.#head = (head + 1) & this.#mask;
    if (--this.size === 0 && this.#mask >= KEEP) this.clear();
    return value as T;
  }

  /** The youngest, which stays. */
  get last(): T | undefined {
    return this.size === 0 ? undefined : this.#slots[(this.#head + this.size - 1) & this.#mask];
  }

  /** Puts one before the oldest. */
  unshift(value: T): void {
    if (this.size > this.#mask) this.#grow();
    this.#head = (this.#head - 1) & this.#mask;
    this.#slots[this.#head] = value;
    this.size++;
  }

  clear(): void {
    this.#slots = NOTHING as T[];
    this.#head = 0;
    this.#mask = -1;
    this.size = 0;
  }

  #grow(): void {
    const old = this.#slots;
    const length = Math.max(SMALLEST, old.length * 2);
    const slots = new Array<T | undefined>(length);
    for (let i = 0; i < this.size; i++) slots[i] = old[(this.#head + i) & this.#mask];
    this.#slots = slots;
    this.#head = 0;
    this.#mask = length - 1;
  }
}
