import { assert, assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import { ask, type Ref, type Signal, StoppedError } from "../../../../actors/mod.ts";
import { MemoryJournal, persistent, SequenceError } from "../../../../actors/persistence.ts";
import { rejection } from "../_listen.ts";
import { Stage, word } from "../_stage.ts";
import { add, type Entry, ledger, type Words } from "./_ledger.ts";
import { SlowJournal } from "./_slow_journal.ts";

const crash: Entry = {
  type: "do",
  task: () => {
    throw new Error("boom");
  },
};
const kill: Entry = { type: "do", task: (self) => self.stop(self.ref, { after: "kill" }) };

/** A ledger on a journal that waits for the test. */
async function slow(stage: Stage, options: Parameters<typeof ledger>[2] = {}) {
  const journal = new SlowJournal();
  const log: string[] = [];
  const ref = stage.system.spawn("ledger", ledger(journal, log, options));
  await stage.rest();
  return { journal, log, ref, keep: () => journal.next().keep().then(() => stage.rest()) };
}

Deno.test("persistent() applies events at once and calls committed only when they are kept", async () => {
  await using stage = new Stage();
  const states: number[] = [];
  const { log, ref, keep } = await slow(stage, {
    command: (words, message) => {
      states.push(words.length);
      return message.type === "add" ? { events: message.words, committed: () => void log.push("kept") } : undefined;
    },
  });
  ref.tell(add("a"));
  ref.tell(add("b"));
  await stage.rest();
  assertEquals(states, [0, 1]);
  assertEquals(log, []);
  await keep();
  assertEquals(log, ["kept", "kept"]);
});

Deno.test("persistent() gives committed the state that its own events left", async () => {
  await using stage = new Stage();
  const { log, ref, keep } = await slow(stage);
  for (const words of [["a"], ["b", "c"], ["d"]]) ref.tell(add(...words));
  await stage.rest();
  await keep();
  assertEquals(log, ["a 1", "c 3", "d 4"]);
});

Deno.test("persistent() appends the events of one turn together, and those that come meanwhile together after them", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage);
  for (const letter of "abc") ref.tell(add(letter));
  await stage.rest();
  for (const letter of "de") {
    ref.tell(add(letter));
    await stage.rest();
  }
  assertEquals(journal.pending.map(({ from, events }) => ({ from, events })), [{ from: 1, events: ["a", "b", "c"] }]);
  await keep();
  assertEquals(log, ["a 1", "b 2", "c 3"]);
  assertEquals(journal.pending.map(({ from, events }) => ({ from, events })), [{ from: 4, events: ["d", "e"] }]);
  await keep();
  assertEquals(log.slice(3), ["d 4", "e 5"]);
});

Deno.test("persistent() acknowledges before it handles what waits in its mailbox", async () => {
  await using stage = new Stage();
  const { log, ref, keep } = await slow(stage, { maxUncommitted: 1 });
  ref.tell(add("a"));
  ref.tell({ type: "do", task: () => log.push("later") });
  await stage.rest();
  await keep();
  assertEquals(log, ["a 1", "later"]);
});

Deno.test("persistent() answers a query only from a state that is kept", async () => {
  await using stage = new Stage();
  const { ref, keep } = await slow(stage);
  assertEquals(await ask(ref, { type: "ask" }), []);
  ref.tell(add("a"));
  let answer: Words | undefined;
  ask(ref, { type: "ask" }).then((words) => answer = words);
  await stage.rest();
  assertEquals(answer, undefined);
  await keep();
  assertEquals(answer, ["a"]);
});

Deno.test("persistent() replays after a failure, and keeps what was decided before it", async () => {
  await using stage = new Stage();
  const { log, ref, keep } = await slow(stage, {
    recovered: (words) => void stage.log.push(`recovered ${words.join("")}`),
  });
  for (const message of [add("a"), add("b"), crash, add("c")]) ref.tell(message);
  await stage.rest();
  await keep();
  assertEquals(log, ["a 1", "b 2"]);
  assertEquals(stage.take(), ["recovered ", "recovered ab"]);
  await keep();
  assertEquals(log, ["a 1", "b 2", "c 3"]);
});

Deno.test("persistent() is found as it was by an actor of the same id in another system", async () => {
  await using journal = new MemoryJournal();
  for (const [letter, expected] of [["a", ["a"]], ["b", ["a", "b"]], ["c", ["a", "b", "c"]]] as const) {
    await using stage = new Stage();
    const ref = stage.system.spawn(ledger(journal));
    assertEquals<unknown>(await ask(ref as Ref<Asked>, { type: "add", words: [letter] }), expected);
  }
});

/** What of an entry can be asked. */
type Asked = { readonly type: "add"; readonly words: Words; readonly replyTo: Ref<Words> };

Deno.test("persistent() fails when the journal refuses, acknowledges nothing of it, and tells who asked", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage);
  ref.tell(add("a"));
  await stage.rest();
  await keep();
  const refused = rejection(ask(ref as Ref<Asked>, { type: "add", words: ["b"] }));
  await stage.rest();
  // One more that waits behind the append that fails.
  const behind = rejection(ask(ref as Ref<Asked>, { type: "add", words: ["c"] }));
  await stage.rest();
  const error = new Error("disk full");
  journal.next().refuse(error);
  await stage.rest();
  assertStrictEquals(await refused, error);
  assertStrictEquals(await behind, error);
  assertEquals(stage.seen("failed").map((event) => event.error), [error]);
  assertEquals(log, ["a 1"]);
  assertEquals(journal.pending, []);
  ref.tell(add("d"));
  await stage.rest();
  await keep();
  assertEquals(log, ["a 1", "d 2"]);
});

Deno.test("persistent() keeps none of a command's events when one of them cannot be applied", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage);
  ref.tell(add("a", "bad"));
  ref.tell(add("b"));
  await stage.rest();
  assertEquals(journal.pending.map(({ events }) => events), [["b"]]);
  await keep();
  assertEquals(log, ["b 1"]);
});

Deno.test("persistent() acknowledges on when one acknowledgement throws, though the actor fails", async () => {
  await using stage = new Stage();
  const log: string[] = [];
  const { ref, keep } = await slow(stage, {
    command: (_words, message) =>
      message.type !== "add" ? undefined : {
        events: message.words,
        committed: (words) => {
          if (words.length === 2) throw new Error("boom");
          log.push(`${words.at(-1)}`);
        },
      },
  });
  ref.tell(add("a"));
  const asked = rejection(ask(ref as Ref<Asked>, { type: "add", words: ["b"] }));
  ref.tell(add("c"));
  await stage.rest();
  await keep();
  assertEquals(log, ["a", "c"]);
  assertEquals(((await asked) as Error).message, "boom");
  assertEquals(stage.seen("started").length, 2);
});

Deno.test("persistent() sees its events kept and acknowledged before it stops", async () => {
  await using stage = new Stage();
  const { log, ref, keep } = await slow(stage);
  ref.tell(add("a"));
  await stage.rest();
  ref.tell(add("b"));
  await stage.rest();
  stage.system.stop(ref);
  await stage.rest();
  assertEquals(stage.seen("stopped"), []);
  await keep();
  assertEquals(stage.seen("stopped"), []);
  await keep();
  assertEquals(log, ["a 1", "b 2"]);
  assertEquals(stage.seen("stopped").map(({ id }) => id), [ref.id]);
});

Deno.test("persistent() that is killed does not wait, and answers its questions with that", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage);
  const asked = rejection(ask(ref as Ref<Asked>, { type: "add", words: ["a"] }));
  await stage.rest();
  ref.tell(add("b"));
  ref.tell(kill);
  await stage.rest();
  const error = await asked;
  assertInstanceOf(error, StoppedError);
  assertEquals(error.message, 'Cannot say whether "ledger" keeps the outcome: its actor ended meanwhile');
  assertEquals(stage.seen("started").length, 2);
  // The append that was under way was lost; nothing of the killed one's comes after it.
  journal.next().refuse(new Error("lost"));
  await stage.rest();
  assertEquals(stage.seen("failed"), []);
  ref.tell(add("c"));
  await stage.rest();
  await keep();
  assertEquals(log, ["c 1"]);
  assertEquals(journal.pending, []);
});

Deno.test("persistent() that overran its stop gives nothing more to the journal", async () => {
  await using stage = new Stage();
  const { journal, ref, keep } = await slow(stage);
  ref.tell(add("a"));
  await stage.rest();
  ref.tell(add("b"));
  await stage.rest();
  const over = stage.system.shutdown({ deadline: 100 });
  await stage.clock.advance(100);
  await over;
  await keep();
  assertEquals(journal.pending, []);
});

Deno.test("persistent() handles no further message while maxUncommitted commands wait", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage, { maxUncommitted: 2 });
  for (const letter of "abcde") ref.tell(add(letter));
  await stage.rest();
  assertEquals(journal.pending.map(({ events }) => events), [["a", "b"]]);
  assertEquals(stage.system.tree().children[0]?.queue, 3);
  await keep();
  assertEquals(log, ["a 1", "b 2"]);
  assertEquals(journal.pending.map(({ events }) => events), [["c", "d"]]);
  await keep();
  await keep();
  assertEquals(log.length, 5);
});

Deno.test("persistent() of two writers lets one go on, and the other begins again with what that one wrote", async () => {
  await using stage = new Stage();
  await using journal = new MemoryJournal();
  const log: string[] = [];
  const one = stage.system.spawn("one", ledger(journal, log));
  const other = stage.system.spawn("other", ledger(journal, log));
  await stage.rest();
  one.tell(add("a"));
  await stage.rest();
  const refused = await rejection(ask(other as Ref<Asked>, { type: "add", words: ["b"] }));
  assertInstanceOf(refused, SequenceError);
  assertEquals(refused.message, 'Cannot append to "ledger" from 1: its last event is 1, wanted 2');
  other.tell(add("c"));
  await stage.rest();
  assertEquals(log, ["a 1", "c 2"]);
});

Deno.test("persistent() waits for a command's promise before the next message", async () => {
  await using stage = new Stage();
  await using journal = new MemoryJournal();
  const gate = Promise.withResolvers<void>();
  const log: string[] = [];
  const ref = stage.system.spawn(ledger(journal, log, {
    command: async (words, message) => {
      if (message.type !== "add") return;
      log.push(`command ${words.length}`);
      await gate.promise;
      return { events: message.words, committed: (words: Words) => void log.push(`kept ${words.length}`) };
    },
  }));
  for (const letter of "ab") ref.tell(add(letter));
  await stage.rest();
  assertEquals(log, ["command 0"]);
  gate.resolve();
  await stage.rest();
  assertEquals(log, ["command 0", "kept 1", "command 1", "kept 2"]);
});

Deno.test("persistent() does not hang when its events are kept while the next command is being decided on", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { log, ref, keep } = await slow(stage, {
    maxUncommitted: 2,
    command: async (_words, message) => {
      if (message.type === "do") await gate.promise;
      const note = () => void log.push(message.type);
      return message.type === "add" ? { events: message.words, committed: note } : { committed: note };
    },
  });
  ref.tell(add("a"));
  ref.tell({ type: "do", task: () => {} });
  ref.tell(add("b"));
  await stage.rest();
  await keep();
  gate.resolve();
  await stage.rest();
  await keep();
  assertEquals(log, ["add", "do", "add"]);
});

Deno.test("persistent() begins with the latest snapshot and replays what came after it", async () => {
  await using stage = new Stage();
  const applied: string[] = [];
  const { journal, ref, keep } = await slow(stage, {
    snapshotEvery: 2,
    apply: (words, word) => {
      applied.push(word);
      return [...words, word];
    },
  });
  for (const letter of "abc") {
    ref.tell(add(letter));
    await stage.rest();
    await keep();
  }
  assertEquals(journal.snapshots, [{ sequence: 2, state: ["a", "b"] }]);
  applied.length = 0;
  ref.tell(crash);
  ref.tell(add("d"));
  await stage.rest();
  await keep();
  assertEquals(applied, ["c", "d"]);
  assertEquals(journal.snapshots.at(-1), { sequence: 4, state: ["a", "b", "c", "d"] });
});

Deno.test("persistent() takes a snapshot of what is kept, not of what has come since", async () => {
  await using stage = new Stage();
  const { journal, ref, keep } = await slow(stage, { snapshotEvery: 1 });
  ref.tell(add("a"));
  await stage.rest();
  ref.tell(add("b"));
  await stage.rest();
  await keep();
  assertEquals(journal.snapshots, [{ sequence: 1, state: ["a"] }]);
});

Deno.test("persistent() goes on when a snapshot cannot be written, and publishes it", async () => {
  await using stage = new Stage();
  const { journal, log, ref, keep } = await slow(stage, { snapshotEvery: 1 });
  journal.snapshotError = new Error("no room");
  for (const letter of "ab") {
    ref.tell(add(letter));
    await stage.rest();
    await keep();
  }
  assertEquals(log, ["a 1", "b 2"]);
  assertEquals(stage.seen("failed").map(({ error }) => error), [journal.snapshotError, journal.snapshotError]);
  assertEquals(stage.seen("started").length, 1);
});

Deno.test("persistent() fails to start when the journal has a gap", async () => {
  await using stage = new Stage();
  const journal = new SlowJournal();
  journal.load = async function* () {
    yield { type: "event", sequence: 1, event: "a" };
    yield await Promise.resolve({ type: "event" as const, sequence: 3, event: "c" });
  };
  const ref = stage.system.spawn(ledger(journal), { restart: "temporary" });
  const reason = await stage.system.stopped(ref);
  assertEquals(word(reason), 'failed (Error: Cannot replay "ledger": event 3 follows 1, wanted 2)');
});

Deno.test("persistent() keeps what it is told while it replays, in order", async () => {
  await using stage = new Stage();
  await using journal = new MemoryJournal();
  await journal.append("ledger", 1, ["a"]);
  const log: string[] = [];
  const ref = stage.system.spawn(ledger(journal, log));
  for (const letter of "bc") ref.tell(add(letter));
  await stage.rest();
  assertEquals(log, ["b 2", "c 3"]);
});

Deno.test("persistent() hears of the end of what it watches, with its state", async () => {
  await using stage = new Stage();
  await using journal = new MemoryJournal();
  const other = stage.system.spawn("other", stage.worker("other"));
  const heard: unknown[] = [];
  const ref = stage.system.spawn(ledger(journal, [], {
    recovered: (_words, self) => self.watch(other),
    signal: (signal: Signal, words) => void heard.push([signal.type, words]),
  }));
  ref.tell(add("a"));
  await stage.rest();
  stage.system.stop(other);
  await stage.rest();
  assertEquals(heard, [["terminated", ["a"]]]);
});

Deno.test("persistent() without a signal handler fails when what it watches ends", async () => {
  await using stage = new Stage();
  await using journal = new MemoryJournal();
  const other = stage.system.spawn("other", stage.worker("other"));
  stage.system.spawn(
    "ledger",
    ledger(journal, [], { recovered: (_words, self) => self.incarnation === 1 && self.watch(other) }),
  );
  await stage.rest();
  stage.system.stop(other);
  await stage.rest();
  assertEquals(stage.seen("failed").map(({ error }) => (error as Error).name), ["DeathPactError"]);
});

Deno.test("persistent() refuses an empty id and numbers that are no integers from 1", () => {
  const journal = new MemoryJournal();
  const options = { journal, id: "a", initial: 0, apply: (n: number) => n, command: () => {} };
  assertThrows(() => persistent({ ...options, id: "" }), RangeError, 'Cannot keep events under the id ""');
  for (const wrong of [0, -1, 0.5, NaN]) {
    assertThrows(() => persistent({ ...options, snapshotEvery: wrong }), RangeError, `snapshotEvery ${wrong}`);
    assertThrows(() => persistent({ ...options, maxUncommitted: wrong }), RangeError, `maxUncommitted ${wrong}`);
  }
  assert(persistent({ ...options, maxUncommitted: Infinity }) instanceof Function);
});
