import { immediate } from "../runtime/_immediate.ts";
import type { Journal, JournalEntry } from "../runtime/persistence/journal.ts";
import { SequenceError } from "../runtime/persistence/sequence_error.ts";
import { type Codec, json } from "./codec.ts";
import { Tables } from "./_tables.ts";

/** Options of {@linkcode SqliteJournal}. */
export interface SqliteJournalOptions {
  /**
   * - `full` (the default): a commit is on the disk before it is acknowledged, and survives the loss of power
   *   (`synchronous=FULL`: one fsync for each commit).
   * - `normal`: it survives the end of the process, however sudden; the last commits before a loss of power may be gone,
   *   though never some from the middle (`synchronous=NORMAL`).
   */
  readonly durability?: "full" | "normal";
  /** How values are written. Default: as JSON. */
  readonly codec?: Codec;
  /** Milliseconds, from 0, that a commit waits for another process that is writing. The thread stands still. Default 1,000. */
  readonly busyTimeout?: number;
}

/** Something to be written with the next commit. */
interface Write {
  /** Runs in the transaction; returns why it wrote nothing. */
  readonly run: () => Error | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A journal in a SQLite file, in write-ahead mode. Many actors may share it, and several processes on one machine.
 *
 * Whatever is appended within one turn of the event loop, by whichever actors, is one transaction and one fsync. The
 * thread stands still for as long as that takes: a tenth of a millisecond on a fast disk, ten on a slow or busy one.
 *
 * Its tables are `events (id, sequence, event)` and `snapshots (id, sequence, state)`; events are never deleted.
 *
 * @example
 * ```ts
 * import { SqliteJournal } from "@mailroom/mailroom/persistence";
 * import { assertEquals } from "@std/assert";
 *
 * await using journal = new SqliteJournal(":memory:");
 * await journal.append("counter", 1, [{ by: 2 }, { by: 3 }]);
 * await journal.snapshot("counter", 1, 2);
 * assertEquals(await Array.fromAsync(journal.load("counter")), [
 *   { type: "snapshot", sequence: 1, state: 2 },
 *   { type: "event", sequence: 2, event: { by: 3 } },
 * ]);
 * ```
 */
export class SqliteJournal implements Journal {
  readonly #tables: Tables;
  readonly #codec: Codec;
  #writes: Write[] = [];
  #state: "open" | "closed" = "open";

  /**
   * Opens the file, and makes it if there is none.
   *
   * @param path of the file; `:memory:` keeps all in memory
   * @throws {Error} when it cannot be opened, or is something else than a journal
   * @throws {RangeError} when an option is out of range
   */
  constructor(path: string, options: SqliteJournalOptions = {}) {
    const { durability = "full", codec = json, busyTimeout = 1_000 } = options;
    if (!Number.isInteger(busyTimeout) || busyTimeout < 0) {
      throw new RangeError(`Cannot open a journal with busyTimeout ${busyTimeout}: wanted whole milliseconds from 0`);
    }
    this.#codec = codec;
    try {
      this.#tables = new Tables(path, durability === "full" ? "FULL" : "NORMAL", busyTimeout);
    } catch (cause) {
      throw new Error(`Cannot open the journal "${path}": ${(cause as Error).message}`, { cause });
    }
  }

  /** See {@linkcode Journal.append}. */
  append(id: string, from: number, events: readonly unknown[]): Promise<void> {
    return this.#enqueue(() => {
      const data = events.map((event) => this.#codec.encode(event));
      return () => {
        const last = this.#tables.last(id);
        if (from !== last + 1) return new SequenceError(id, from, last);
        for (const [i, event] of data.entries()) this.#tables.insert(id, from + i, event);
      };
    });
  }

  /** See {@linkcode Journal.load}. Reads in pages, so that others may write meanwhile. */
  async *load(id: string): AsyncIterableIterator<JournalEntry> {
    this.#checkOpen();
    this.#commit();
    const snapshot = this.#tables.snapshot(id);
    if (snapshot !== undefined) {
      yield { type: "snapshot", sequence: snapshot.sequence, state: this.#codec.decode(snapshot.state) };
    }
    let last = snapshot?.sequence ?? 0;
    while (true) {
      this.#checkOpen();
      const rows = this.#tables.page(id, last);
      if (rows.length === 0) return;
      for (const { sequence, event } of rows) {
        yield { type: "event", sequence, event: this.#codec.decode(event) };
        last = sequence;
      }
    }
  }

  /** See {@linkcode Journal.snapshot}. */
  snapshot(id: string, sequence: number, state: unknown): Promise<void> {
    return this.#enqueue(() => {
      const data = this.#codec.encode(state);
      return () => void this.#tables.replaceSnapshot(id, sequence, data);
    });
  }

  /** See {@linkcode Journal.close}. */
  close(): Promise<void> {
    if (this.#state === "open") {
      this.#commit();
      this.#state = "closed";
      this.#tables.close();
    }
    return Promise.resolve();
  }

  /** Closes it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Prepares a write now, and does it with the next commit. */
  #enqueue(prepare: () => () => Error | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#checkOpen();
      this.#writes.push({ run: prepare(), resolve, reject });
      // After the sockets have had their turn, so that what they bring is in it.
      if (this.#writes.length === 1) immediate(() => this.#commit());
    });
  }

  /** Writes all that waits, in the order in which it came. */
  #commit(): void {
    const writes = this.#writes;
    if (writes.length === 0) return;
    this.#writes = [];
    let outcomes: (Error | undefined)[] = [];
    try {
      this.#tables.transaction(() => {
        outcomes = writes.map((write) => write.run());
      });
    } catch (error) {
      for (const write of writes) write.reject(error);
      return;
    }
    for (const [i, write] of writes.entries()) {
      if (outcomes[i] === undefined) write.resolve();
      else write.reject(outcomes[i]);
    }
  }

  #checkOpen(): void {
    if (this.#state === "closed") throw new TypeError("Cannot use the journal: it is closed");
  }
}
