/** Pieces of input of a service that may be on their way through its router at once. */
const PLACES = 64;

/**
 * Who may use what it has read. All connections of a service share the places, so that however many of them have read a
 * lot at once, the router has little to do at any time, and what it is told never finds its mailbox full.
 */
export class Intake {
  #free = PLACES;
  readonly #waiting = new Set<() => void>();

  /** Takes a place; where there is none, `admitted` is called later, when one has been taken for it. */
  enter(admitted: () => void): boolean {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    this.#waiting.add(admitted);
    return false;
  }

  /** Gives a place back, to whoever has waited longest. */
  leave(): void {
    for (const admitted of this.#waiting) {
      this.#waiting.delete(admitted);
      return admitted();
    }
    this.#free++;
  }

  /** Waits no longer. */
  forget(admitted: () => void): void {
    this.#waiting.delete(admitted);
  }
}
