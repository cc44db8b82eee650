import { DatabaseSync, type StatementSync } from "node:sqlite";

const VERSION = 1;
/** Rows read at a time: no statement stays open while others write. */
const PAGE = 512;

type Data = string | Uint8Array;

/** The file of a {@linkcode SqliteJournal}: what is in its tables, and the statements to get at it. */
export class Tables {
  readonly #database: DatabaseSync;
  readonly #last: StatementSync;
  readonly #insert: StatementSync;
  readonly #replace: StatementSync;
  readonly #snapshot: StatementSync;
  readonly #page: StatementSync;

  constructor(path: string, synchronous: "FULL" | "NORMAL", busyTimeout: number) {
    const database = this.#database = new DatabaseSync(path);
    try {
      // On macOS a plain fsync leaves the disk its own cache; everywhere else the second setting says nothing.
      database.exec(`
        PRAGMA busy_timeout = ${busyTimeout};
        PRAGMA journal_mode = WAL;
        PRAGMA fullfsync = ON;
        PRAGMA synchronous = ${synchronous};
      `);
      this.transaction(() => this.#create());
    } catch (error) {
      database.close();
      throw error;
    }
    this.#last = database.prepare("SELECT max(sequence) AS last FROM events WHERE id = ?");
    this.#insert = database.prepare("INSERT INTO events (id, sequence, event) VALUES (?, ?, ?)");
    this.#replace = database.prepare(`
      INSERT INTO snapshots (id, sequence, state) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, state = excluded.state
      WHERE excluded.sequence > snapshots.sequence
    `);
    this.#snapshot = database.prepare("SELECT sequence, state FROM snapshots WHERE id = ?");
    this.#page = database.prepare(
      `SELECT sequence, event FROM events WHERE id = ? AND sequence > ? ORDER BY sequence LIMIT ${PAGE}`,
    );
  }

  /** Does all of `work` or, if it throws, nothing. It is on the disk when this returns. */
  transaction(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      try {
        this.#database.exec("ROLLBACK");
      } catch {
        // After a full disk SQLite has rolled back by itself.
      }
      throw error;
    }
  }

  /** The number of the last event, 0 if there is none. */
  last(id: string): number {
    return (this.#last.get(id) as { last: number | null }).last ?? 0;
  }

  insert(id: string, sequence: number, event: Data): void {
    this.#insert.run(id, sequence, event);
  }

  replaceSnapshot(id: string, sequence: number, state: Data): void {
    this.#replace.run(id, sequence, state);
  }

  snapshot(id: string): { readonly sequence: number; readonly state: Data } | undefined {
    return this.#snapshot.get(id) as { sequence: number; state: Data } | undefined;
  }

  /** The first events after `sequence`; none when there are no more. */
  page(id: string, sequence: number): readonly { readonly sequence: number; readonly event: Data }[] {
    return this.#page.all(id, sequence) as { sequence: number; event: Data }[];
  }

  close(): void {
    this.#database.close();
  }

  #create(): void {
    const { user_version: version } = this.#database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version === VERSION) return;
    if (version !== 0) throw new TypeError(`it has version ${version}, wanted ${VERSION}`);
    this.#database.exec(`
      CREATE TABLE events (
        id TEXT NOT NULL, sequence INTEGER NOT NULL, event ANY NOT NULL, PRIMARY KEY (id, sequence)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE snapshots (id TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL, state ANY NOT NULL) STRICT;
      PRAGMA user_version = ${VERSION};
    `);
  }
}
