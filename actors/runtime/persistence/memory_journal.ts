import type { Journal, JournalEntry } from "./journal.ts";
import { SequenceError } from "./sequence_error.ts";

interface Book {
  readonly events: unknown[];
  snapshot: { readonly sequence: number; readonly state: unknown } | undefined;
}

/**
 * A journal that lasts as long as the program: for tests, and for actors that are to outlive a restart and no more. What
 * is given to it is copied as by `structuredClone`, so that what could not be written elsewhere fails here, too.
 *
 * @example
 * ```ts
 * import { MemoryJournal } from "@mailroom/mailroom/persistence";
 * import { assertEquals } from "@std/assert";
 *
 * await using journal = new MemoryJournal();
 * await journal.append("counter", 1, [{ by: 2 }]);
 * const entries = await Array.fromAsync(journal.load("counter"));
 * assertEquals(entries, [{ type: "event", sequence: 1, event: { by: 2 } }]);
 * ```
 */
export class MemoryJournal implements Journal {
  readonly #books = new Map<string, Book>();
  #state: "open" | "closed" = "open";

  /** See {@linkcode Journal.append}. */
  append(id: string, from: number, events: readonly unknown[]): Promise<void> {
    return this.#try(() => {
      const book = this.#book(id);
      const last = book.events.length;
      if (from !== last + 1) throw new SequenceError(id, from, last);
      for (const event of structuredClone(events)) book.events.push(event);
    });
  }

  /** See {@linkcode Journal.load}. */
  async *load(id: string): AsyncIterableIterator<JournalEntry> {
    const book = await this.#try(() => this.#books.get(id));
    if (book === undefined) return;
    if (book.snapshot !== undefined) yield { type: "snapshot", ...structuredClone(book.snapshot) };
    const first = book.snapshot?.sequence ?? 0;
    for (const [i, event] of book.events.slice(first).entries()) {
      yield { type: "event", sequence: first + i + 1, event: structuredClone(event) };
    }
  }

  /** See {@linkcode Journal.snapshot}. */
  snapshot(id: string, sequence: number, state: unknown): Promise<void> {
    return this.#try(() => {
      const book = this.#book(id);
      if (sequence > (book.snapshot?.sequence ?? -1)) book.snapshot = structuredClone({ sequence, state });
    });
  }

  /** See {@linkcode Journal.close}. What it holds is forgotten. */
  close(): Promise<void> {
    this.#state = "closed";
    this.#books.clear();
    return Promise.resolve();
  }

  /** Closes it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #book(id: string): Book {
    let book = this.#books.get(id);
    if (book === undefined) this.#books.set(id, book = { events: [], snapshot: undefined });
    return book;
  }

  /** Runs a step at once, and turns what it throws into a rejection. */
  #try<T>(step: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.#state === "closed") throw new TypeError("Cannot use the journal: it is closed");
      resolve(step());
    });
  }
}
