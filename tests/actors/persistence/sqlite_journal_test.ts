import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { ask, type Ref, System } from "../../../actors/mod.ts";
import { type Journal, persistent, SequenceError, SqliteJournal } from "../../../actors/persistence.ts";

/** Runs a test with the path of a file that is not there yet. */
async function withFile(run: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(`${folder}/journal.db`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Calls `heard` after each of the statements that are executed while `run` runs, on any connection. */
async function hearing(heard: (sql: string, database: DatabaseSync) => void, run: () => Promise<void>): Promise<void> {
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql) {
    exec.call(this, sql);
    heard(sql, this);
  };
  try {
    await run();
  } finally {
    DatabaseSync.prototype.exec = exec;
  }
}

/** How many transactions are committed while `run` runs. */
async function commits(run: () => Promise<void>): Promise<number> {
  let count = 0;
  await hearing((sql) => void (sql === "COMMIT" && count++), run);
  return count;
}

const events = async (journal: Journal, id: string) =>
  (await Array.fromAsync(journal.load(id))).map((entry) => entry.type === "event" ? entry.event : entry.state);

Deno.test("SqliteJournal finds what was kept when the file is opened again", async () => {
  await withFile(async (path) => {
    for (const n of [1, 2, 3]) {
      await using journal = new SqliteJournal(path);
      await journal.append("a", n, [n]);
    }
    await using journal = new SqliteJournal(path);
    assertEquals(await events(journal, "a"), [1, 2, 3]);
  });
});

Deno.test("SqliteJournal commits what is appended within one turn in one transaction", async () => {
  await withFile(async (path) => {
    await using journal = new SqliteJournal(path);
    using other = new DatabaseSync(path);
    const count = other.prepare("SELECT count(*) AS n FROM events");
    const transactions = await commits(async () => {
      const appended = Promise.all(["a", "b", "c"].map((id) => journal.append(id, 1, [id, id])));
      assertEquals(count.get()?.["n"], 0);
      await appended;
    });
    assertEquals(count.get()?.["n"], 6);
    assertEquals(transactions, 1);
  });
});

Deno.test("SqliteJournal of two processes lets one writer through for each place", async () => {
  await withFile(async (path) => {
    await using one = new SqliteJournal(path);
    await using other = new SqliteJournal(path);
    await one.append("a", 1, ["one"]);
    await assertRejects(() => other.append("a", 1, ["other"]), SequenceError);
    await other.append("a", 2, ["other"]);
    assertEquals(await events(one, "a"), ["one", "other"]);
  });
});

Deno.test("SqliteJournal rejects all of a commit that another writer holds up too long, and keeps none of it", async () => {
  await withFile(async (path) => {
    await using journal = new SqliteJournal(path, { busyTimeout: 0 });
    using other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    const results = await Promise.allSettled([journal.append("a", 1, [1]), journal.append("b", 1, [1])]);
    assertEquals(results.map(({ status }) => status), ["rejected", "rejected"]);
    other.exec("COMMIT");
    await journal.append("a", 1, ["x"]);
    assertEquals([await events(journal, "a"), await events(journal, "b")], [["x"], []]);
  });
});

Deno.test("SqliteJournal keeps nothing of a commit that fails half way", async () => {
  await withFile(async (path) => {
    await using journal = new SqliteJournal(path);
    using other = new DatabaseSync(path);
    other.exec(
      "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.sequence = 3 BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    const results = await Promise.allSettled([journal.append("a", 1, [1, 2]), journal.append("b", 1, [1, 2, 3])]);
    assertEquals(results.map(({ status }) => status), ["rejected", "rejected"]);
    await journal.append("a", 1, ["x"]);
    assertEquals([await events(journal, "a"), await events(journal, "b")], [["x"], []]);
  });
});

Deno.test("SqliteJournal syncs each commit unless it is told not to", async () => {
  await withFile(async (path) => {
    for (const [durability, synchronous] of [["full", 2], ["normal", 1]] as const) {
      const asked: unknown[] = [];
      const ask = (sql: string, database: DatabaseSync) => {
        if (!sql.includes("synchronous")) return;
        asked.push(database.prepare("PRAGMA synchronous").get()?.["synchronous"]);
        asked.push(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"]);
      };
      await hearing(ask, () => new SqliteJournal(path, { durability }).close());
      assertEquals(asked, [synchronous, "wal"]);
    }
  });
});

Deno.test("SqliteJournal writes as its codec says", async () => {
  const codec = { encode: serialize, decode: (data: string | Uint8Array) => deserialize(data as Uint8Array) };
  await using journal = new SqliteJournal(":memory:", { codec });
  const event = new Map([["when", new Date(0)]]);
  await journal.append("a", 1, [event]);
  await journal.snapshot("a", 0, new Set([1n]));
  assertEquals(await events(journal, "a"), [new Set([1n]), event]);
});

Deno.test("SqliteJournal refuses what JSON has no text for", async () => {
  await using journal = new SqliteJournal(":memory:");
  const refused = "Cannot keep a value of type undefined as JSON";
  await assertRejects(() => journal.append("a", 1, [undefined]), TypeError, refused);
});

Deno.test("SqliteJournal does not open a file of another version, a folder, or with a wrong option", async () => {
  await withFile((path) => {
    {
      using other = new DatabaseSync(path);
      other.exec("PRAGMA user_version = 7");
    }
    const refused = `Cannot open the journal "${path}": it has version 7, wanted 1`;
    assertThrows(() => new SqliteJournal(path), Error, refused);
    const folder = path.slice(0, path.lastIndexOf("/"));
    assertThrows(() => new SqliteJournal(folder), Error, `Cannot open the journal "${folder}": `);
    assertThrows(() => new SqliteJournal(path, { busyTimeout: -1 }), RangeError, "busyTimeout -1");
    return Promise.resolve();
  });
});

Deno.test("persistent() on a SqliteJournal answers many at once from few commits, and nobody before", async () => {
  await withFile(async (path) => {
    await using journal = new SqliteJournal(path);
    await using system = new System();
    using other = new DatabaseSync(path);
    const count = other.prepare("SELECT count(*) AS n FROM events");
    type Add = { readonly by: number; readonly replyTo: Ref<number> };
    const counter = persistent({
      journal,
      id: "counter",
      initial: 0,
      apply: (sum: number, by: number) => sum + by,
      command: (_sum, { by, replyTo }: Add) => ({ events: [by], committed: (sum) => void replyTo.tell(sum) }),
    });
    const ref = system.spawn(counter);
    const transactions = await commits(async () => {
      const sums = await Promise.all(Array.from({ length: 100 }, async () => {
        const sum = await ask(ref, { by: 1 });
        assert(count.get()?.["n"] as number >= sum);
        return sum;
      }));
      assertEquals(sums, Array.from({ length: 100 }, (_, i) => i + 1));
    });
    assertEquals(transactions, 1);
  });
});
