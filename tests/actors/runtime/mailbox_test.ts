import { assert, assertEquals, assertFalse, assertInstanceOf, assertThrows } from "@std/assert";
import { type Context, MailboxFullError, type Ref, System } from "../../../actors/mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { failures, gate, letters, listen } from "./_listen.ts";

/** Numbers from 1. */
function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

Deno.test("System.spawn() bounds a mailbox to 16,384 messages unless it is told otherwise", async () => {
  await using system = new System();
  listen(system);
  const ref = system.spawn("a", () => () => {});
  for (const n of upTo(16_384)) assert(ref.tell(n));
  assertFalse(ref.tell("one too many"));
  assertEquals(system.tree().children[0]?.queue, 16_384);
  await turn();
  assert(ref.tell("room again"));
});

Deno.test("System.spawn() refuses a capacity or an overflow that there is not", async () => {
  await using system = new System();
  for (const capacity of [0, -1, 1.5, NaN]) {
    assertThrows(() => system.spawn(() => () => {}, { capacity }), RangeError, `Cannot use capacity "${capacity}"`);
  }
  const overflow = "drop-all" as "stop";
  assertThrows(() => system.spawn(() => () => {}, { overflow }), RangeError, `Cannot use overflow "drop-all"`);
});

Deno.test("Overflow drop-newest drops what finds no room: tell returns false", async () => {
  await using system = new System();
  const events = listen(system);
  const seen: number[] = [];
  const ref = system.spawn("a", () => (n: number) => void seen.push(n), { capacity: 3, overflow: "drop-newest" });
  assertEquals(upTo(5).map((n) => ref.tell(n)), [true, true, true, false, false]);
  await turn();
  assertEquals(seen, [1, 2, 3]);
  assertEquals(letters(events), [["full", 4], ["full", 5]]);
});

Deno.test("Overflow drop-oldest drops what has waited longest: tell returns true", async () => {
  await using system = new System();
  const events = listen(system);
  const seen: number[] = [];
  const ref = system.spawn("a", () => (n: number) => void seen.push(n), { capacity: 3, overflow: "drop-oldest" });
  assertEquals(upTo(5).map((n) => ref.tell(n)), [true, true, true, true, true]);
  assertEquals(system.tree().children[0]?.queue, 3);
  await turn();
  assertEquals(seen, [3, 4, 5]);
  assertEquals(letters(events), [["full", 1], ["full", 2]]);
});

Deno.test("Overflow drop-oldest keeps to its capacity also when it is told more by a listener to the drop", async () => {
  await using system = new System();
  const seen: unknown[] = [];
  const ref: Ref<unknown> = system.spawn("a", () => (n) => void seen.push(n), { capacity: 2, overflow: "drop-oldest" });
  system.events().subscribe((event) => void (event.type === "dead-letter" && ref.tell("dropped")));
  for (const n of upTo(4)) ref.tell(n);
  assertEquals(system.tree().children[0]?.queue, 2);
  await turn();
  assertEquals(seen, [4, "dropped"]);
});

Deno.test("Overflow drop-oldest drops adapted messages, outcomes and ticks like any other", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const events = listen(system);
  const seen: string[] = [];
  const { passed, open } = gate();
  let adapted: Ref<number> | undefined;
  const ref = system.spawn("a", (self: Context<string>) => {
    adapted = self.adapt((n: number) => `adapted ${n}`);
    self.timers.fixedDelay("tick", 10, "tick");
    self.pipe(passed, () => "piped");
    return async (message: string) => {
      seen.push(message);
      if (message === "hold") await passed;
    };
  }, { capacity: 2, overflow: "drop-oldest" });
  ref.tell("hold");
  await clock.advance(10);
  adapted?.tell(1);
  ref.tell("plain");
  adapted?.tell(2);
  ref.tell("last");
  assertEquals(letters(events), [["full", "tick"], ["full", 1], ["full", "plain"]]);
  await clock.advance(9);
  open();
  await turn();
  assertEquals(seen, ["hold", "adapted 2", "last", "piped"]);
  await clock.advance(1);
  assertEquals(seen.at(-1), "tick");
});

Deno.test("Overflow stop fails the actor with the one message too many", async () => {
  await using system = new System();
  const events = listen(system);
  const seen: string[] = [];
  const ref = system.spawn(
    "a",
    (self: Context<number>) => (n: number) => void seen.push(`${n} by ${self.incarnation}`),
    {
      capacity: 3,
      overflow: "stop",
    },
  );
  await turn();
  assertEquals(upTo(5).map((n) => ref.tell(n)), [true, true, true, false, false]);
  await turn();
  assertEquals(letters(events), [["full", 4], ["full", 5]]);
  const [error, ...more] = failures(events);
  assertInstanceOf(error, MailboxFullError);
  assertEquals(error.message, `Cannot tell ${ref.id}: its mailbox holds 3 messages`);
  assertEquals(more, []);
  assertEquals(seen, ["1 by 2", "2 by 2", "3 by 2"]);
});

Deno.test("Overflow stop ends an actor that is not started again with the failure as its reason", async () => {
  await using system = new System();
  listen(system);
  const ref = system.spawn("a", () => () => {}, { capacity: 1, overflow: "stop", restart: "temporary" });
  ref.tell(1);
  ref.tell(2);
  const reason = await system.stopped(ref);
  assert(reason.type === "failed");
  assertInstanceOf(reason.error, MailboxFullError);
});

Deno.test("Overflow stop drops what is too much while a restart waits, and does not fail again", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock, backoff: { min: 100, max: 100 }, random: () => 0 });
  const events = listen(system);
  const ref = system.spawn("a", () => () => {}, { capacity: 2, overflow: "stop" });
  for (const n of upTo(3)) ref.tell(n);
  await turn();
  assertEquals(system.tree().children[0]?.state, "restarting");
  ref.tell(4);
  await clock.advance(100);
  assertEquals(system.tree().children[0]?.state, "running");
  assertEquals(system.tree().children[0]?.restarts, 0);
  assertEquals(failures(events).length, 1);
  assertEquals(letters(events), [["full", 3], ["full", 4]]);
});

Deno.test("Ref.tell() meets one bound, whoever tells and by whichever ref", async () => {
  await using system = new System();
  listen(system);
  const { passed, open } = gate();
  let adapted: Ref<number> | undefined;
  const ref = system.spawn("a", (self: Context<number>) => {
    adapted = self.adapt((n: number) => n);
    return () => passed;
  }, { capacity: 4 });
  ref.tell(0);
  await turn();
  const told: boolean[] = [];
  const sender = (self: Context<string>) => () => {
    for (const door of [ref, adapted!]) told.push(door.tell(self.incarnation));
  };
  for (const name of ["b", "c", "d"]) system.spawn(name, sender).tell("go");
  await turn();
  assertEquals(told, [true, true, true, true, false, false]);
  open();
});

Deno.test("Ref.tell() to a full actor is no concern of the sender", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const slow = system.spawn("slow", () => () => passed, { capacity: 1 });
  const log: string[] = [];
  const sender = system.spawn("sender", (self: Context<string>) => (message: string) => {
    for (let i = 0; i < 10; i++) slow.tell(i);
    log.push(`${message} by ${self.incarnation}`);
  });
  for (const message of ["one", "two"]) sender.tell(message);
  await turn();
  assertEquals(log, ["one by 1", "two by 1"]);
  assertEquals(failures(events), []);
  open();
});

Deno.test("Signals and the mark of a drain fit into a full mailbox", async () => {
  await using system = new System();
  const events = listen(system);
  const seen: string[] = [];
  const { passed, open } = gate();
  const target = system.spawn("target", () => () => {});
  const ref = system.spawn("a", (self: Context<string>) => {
    self.watch(target);
    return {
      receive: async (message: string) => {
        await passed;
        seen.push(message);
      },
      signal: ({ type }) => void seen.push(type),
    };
  }, { capacity: 2 });
  ref.tell("first");
  await turn();
  for (const message of ["second", "third"]) assert(ref.tell(message));
  system.stop(target);
  await system.stopped(target);
  system.stop(ref, { after: "drain" });
  open();
  await system.stopped(ref);
  assertEquals(seen, ["first", "terminated", "second", "third"]);
  assertEquals(letters(events), []);
});
