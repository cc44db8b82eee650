class Node {
  constructor(readonly value: number, public next: Node | null) {}
}

/** Savina's sorted linked list: every look-up walks the nodes, and none stops early at a greater value. */
export class SortedList {
  #head: Node | null = null;

  /** Puts `value` behind its equals. */
  insert(value: number): void {
    const head = this.#head;
    if (head === null || value < head.value) {
      this.#head = new Node(value, head);
      return;
    }
    let before = head;
    let after = before.next;
    while (after !== null && value >= after.value) {
      before = after;
      after = after.next;
    }
    before.next = new Node(value, after);
  }

  /** Whether `value` is in the list. */
  contains(value: number): boolean {
    for (let node = this.#head; node !== null; node = node.next) if (node.value === value) return true;
    return false;
  }

  /** The number of values, counted anew each time. */
  size(): number {
    let size = 0;
    for (let node = this.#head; node !== null; node = node.next) size++;
    return size;
  }
}
