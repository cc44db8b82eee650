/** Counts what happens, by name. One object for a service; adding is a few nanoseconds. */
export class Counters {
  readonly #counts = new Map<string, number>();

  /** Adds to a count. */
  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  /** A count; 0 for what never happened. */
  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** All counts that are not 0, by name. */
  all(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
