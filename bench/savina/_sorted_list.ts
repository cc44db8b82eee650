const NONE = -1;

/**
 * Savina's sorted linked list: every look-up walks the nodes, and none stops early at a greater value. The nodes are in two
 * arrays, value and next, because a walk over scattered objects would measure the memory and not the actors.
 */
export class SortedList {
  #values: Int32Array = new Int32Array(1_024);
  #next: Int32Array = new Int32Array(1_024);
  #used = 0;
  #head = NONE;

  /** Puts `value` behind its equals. */
  insert(value: number): void {
    if (this.#used === this.#values.length) this.#grow();
    const node = this.#used++;
    const values = this.#values;
    const next = this.#next;
    let before = NONE;
    let after = this.#head;
    while (after !== NONE && value >= values[after]!) {
      before = after;
      after = next[after]!;
    }
    values[node] = value;
    next[node] = after;
    if (before === NONE) this.#head = node;
    else next[before] = node;
  }

  /** Whether `value` is in the list. */
  contains(value: number): boolean {
    const values = this.#values;
    const next = this.#next;
    for (let node = this.#head; node !== NONE; node = next[node]!) if (values[node] === value) return true;
    return false;
  }

  /** The number of values, counted anew each time. */
  size(): number {
    const next = this.#next;
    let size = 0;
    for (let node = this.#head; node !== NONE; node = next[node]!) size++;
    return size;
  }

  #grow(): void {
    this.#values = doubled(this.#values);
    this.#next = doubled(this.#next);
  }
}

function doubled(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
