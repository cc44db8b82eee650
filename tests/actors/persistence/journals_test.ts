import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { type Journal, MemoryJournal, SequenceError, SqliteJournal } from "../../../actors/persistence.ts";

const JOURNALS: Record<string, () => Journal> = {
  MemoryJournal: () => new MemoryJournal(),
  SqliteJournal: () => new SqliteJournal(":memory:"),
};

function test(sentence: string, run: (journal: Journal) => Promise<void>): void {
  for (const [name, make] of Object.entries(JOURNALS)) {
    Deno.test(`${name} ${sentence}`, async () => {
      await using journal = make();
      await run(journal);
    });
  }
}

const entries = (journal: Journal, id: string) => Array.fromAsync(journal.load(id));

test("loads nothing for an id that was never written to", async (journal) => {
  assertEquals(await entries(journal, "a"), []);
});

test("loads what was appended, in order, each id for itself", async (journal) => {
  await journal.append("a", 1, ["x", { y: [1, null, "é"] }]);
  await journal.append("b", 1, [true]);
  await journal.append("a", 3, [3]);
  assertEquals(await entries(journal, "a"), [
    { type: "event", sequence: 1, event: "x" },
    { type: "event", sequence: 2, event: { y: [1, null, "é"] } },
    { type: "event", sequence: 3, event: 3 },
  ]);
  assertEquals(await entries(journal, "b"), [{ type: "event", sequence: 1, event: true }]);
});

test("loads what was appended before, whether that was waited for or not", async (journal) => {
  const appended = journal.append("a", 1, ["x"]);
  assertEquals((await entries(journal, "a")).length, 1);
  await appended;
});

test("takes appends of one id that are not waited for in the order of the calls", async (journal) => {
  await Promise.all([1, 2, 3].map((n) => journal.append("a", n, [n])));
  assertEquals((await entries(journal, "a")).map(({ sequence }) => sequence), [1, 2, 3]);
});

test("refuses an append that does not follow the last event, and keeps nothing of it", async (journal) => {
  await journal.append("a", 1, ["x", "y"]);
  for (const from of [1, 2, 4, 0]) {
    const error = await assertRejects(() => journal.append("a", from, ["z", "z"]), SequenceError);
    assertEquals(error.message, `Cannot append to "a" from ${from}: its last event is 2, wanted 3`);
  }
  assertEquals((await entries(journal, "a")).length, 2);
  await journal.append("a", 3, ["z"]);
});

test("lets one of two appends for the same place through, and harms no other in the same turn", async (journal) => {
  const results = await Promise.allSettled([
    journal.append("a", 1, ["one"]),
    journal.append("a", 1, ["two"]),
    journal.append("b", 1, ["three"]),
    journal.append("a", 2, ["four"]),
  ]);
  assertEquals(results.map(({ status }) => status), ["fulfilled", "rejected", "fulfilled", "fulfilled"]);
  const events = (await entries(journal, "a")).map((entry) => entry.type === "event" && entry.event);
  assertEquals(events, ["one", "four"]);
});

test("copies what it is given before the call returns", async (journal) => {
  const event = { n: 1 };
  const state = { n: 1 };
  const written = [journal.append("a", 1, [event]), journal.snapshot("a", 1, state)];
  event.n = state.n = 2;
  await Promise.all(written);
  assertEquals(await entries(journal, "a"), [{ type: "snapshot", sequence: 1, state: { n: 1 } }]);
  await journal.append("b", 1, [{ n: 1 }]);
  const [entry] = await entries(journal, "b");
  assert(entry?.type === "event");
  (entry.event as { n: number }).n = 2;
  assertEquals(await entries(journal, "b"), [{ type: "event", sequence: 1, event: { n: 1 } }]);
});

test("loads the latest snapshot and what came after it", async (journal) => {
  await journal.append("a", 1, ["v", "w", "x", "y"]);
  await journal.snapshot("a", 1, "after v");
  await journal.snapshot("a", 3, "after x");
  await journal.snapshot("a", 2, "after w, late");
  assertEquals(await entries(journal, "a"), [
    { type: "snapshot", sequence: 3, state: "after x" },
    { type: "event", sequence: 4, event: "y" },
  ]);
  await journal.append("a", 5, ["z"]);
});

test("rejects what it cannot encode, and keeps nothing of it", async (journal) => {
  const circle: unknown[] = [1n];
  circle.push(circle, () => {});
  const error: unknown = await journal.append("a", 1, ["x", circle]).catch((error) => error);
  assertInstanceOf(error, Error);
  assertEquals(await entries(journal, "a"), []);
});

test("loads more events than it reads at a time", async (journal) => {
  const events = Array.from({ length: 1_537 }, (_, i) => i);
  await journal.append("a", 1, events);
  const loaded = (await entries(journal, "a")).map((entry) => entry.type === "event" ? entry.event : undefined);
  assertEquals(loaded, events);
});

test("lets others append while it is loaded", async (journal) => {
  await journal.append("a", 1, Array.from({ length: 1_100 }, (_, i) => i));
  let count = 0;
  for await (const { sequence } of journal.load("a")) {
    assertEquals(sequence, ++count);
    if (count % 500 === 0) await journal.append(`other ${count}`, 1, [count]);
  }
  assertEquals(count, 1_100);
});

test("closes once what was given to it is kept, then refuses everything", async (journal) => {
  const appended = journal.append("a", 1, ["x"]);
  await Promise.all([journal.close(), journal.close()]);
  await appended;
  const closed = "Cannot use the journal: it is closed";
  await assertRejects(() => journal.append("a", 2, ["y"]), TypeError, closed);
  await assertRejects(() => journal.snapshot("a", 1, "s"), TypeError, closed);
  await assertRejects(() => entries(journal, "a"), TypeError, closed);
});
