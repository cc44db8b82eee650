import { assert, assertEquals, assertFalse, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import { type Actor, ask, type Context, type Ref, StoppedError, System } from "../../../actors/mod.ts";
import { ManualClock, Probe, turn } from "../../../actors/testing.ts";
import { failures, gate, letters, listen, rejection } from "./_listen.ts";

type Desk =
  | { type: "double"; n: number; replyTo: Ref<number> }
  | { type: "fail"; replyTo: Ref<never>; error: Error }
  | { type: "twice"; replyTo: Ref<string> };

const desk: Actor<Desk> = () => (message) => {
  switch (message.type) {
    case "double":
      return void message.replyTo.tell(message.n * 2);
    case "fail":
      throw message.error;
    case "twice":
      assert(message.replyTo.tell("first"));
      assertFalse(message.replyTo.tell("second"));
  }
};

Deno.test("ask() resolves with the answer", async () => {
  await using system = new System();
  const ref = system.spawn("desk", desk);
  assertEquals(await ask(ref, { type: "double", n: 4 }), 8);
  assertEquals(await Promise.all([1, 2, 3].map((n) => ask(ref, { type: "double", n }))), [2, 4, 6]);
});

Deno.test("ask() takes one answer, and a second is counted and published as a late reply", async () => {
  await using system = new System();
  const events = listen(system);
  const ref = system.spawn("desk", desk);
  assertEquals(await ask(ref, { type: "twice" }), "first");
  assertEquals(letters(events), [["late-reply", "second"]]);
  assertEquals(system.events().deadLetters["late-reply"], 1);
});

Deno.test("ask() rejects at once when the question fails its actor, with what was thrown", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const ref = system.spawn("desk", desk);
  const error = new Error("no such desk");
  assertStrictEquals(await rejection(ask(ref, { type: "fail", error })), error);
  assertEquals(clock.timers, 0);
});

Deno.test("ask() rejects at once when the question fails its actor after an await, or through an adapted ref", async () => {
  await using system = new System({ clock: new ManualClock(), intensity: 9 });
  listen(system);
  type Ask = { replyTo: Ref<string> };
  let adapted: Ref<Ask> | undefined;
  const ref = system.spawn("late", (self: Context<Ask>) => {
    adapted = self.adapt((message: Ask) => ({ ...message }));
    return async () => {
      await Promise.resolve();
      throw new Error("after all");
    };
  });
  await assertRejects(() => ask(ref, {}), Error, "after all");
  await assertRejects(() => ask(adapted!, {}), Error, "after all");
});

Deno.test("ask() is answered by the next incarnation when the actor restarts with the question still waiting", async () => {
  await using system = new System({ clock: new ManualClock() });
  listen(system);
  type Which = { type: "boom" } | { type: "which"; replyTo: Ref<number> };
  const ref = system.spawn("a", (self: Context<Which>) => (message) => {
    if (message.type === "boom") throw new Error("boom");
    message.replyTo.tell(self.incarnation);
  });
  ref.tell({ type: "boom" });
  assertEquals(await ask(ref, { type: "which" }), 2);
});

Deno.test("ask() rejects when the callee ends with the question unanswered, and says why it ended", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  listen(system);
  const ref = system.spawn("silent", (): (message: { replyTo: Ref<string> }) => void => () => {});
  const asked = ask(ref, {});
  await turn();
  system.stop(ref, { after: "kill" });
  await assertRejects(() => asked, StoppedError, `Cannot reach ${ref.id}: it has ended, killed`);
  assertEquals(clock.timers, 0);
});

Deno.test("ask() rejects without a turn when the callee has ended, or when its mailbox is full", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const ended = system.spawn("ended", desk);
  system.stop(ended);
  await system.stopped(ended);
  const wedged = system.spawn("wedged", () => async (_message: { replyTo: Ref<string> }) => await passed, {
    capacity: 1,
  });
  const first = ask(wedged, {});
  const settled: string[] = [];
  const note = (name: string) => (error: unknown) => {
    assertInstanceOf(error, StoppedError);
    settled.push(name);
  };
  ask(ended, { type: "twice" }).catch(note("ended"));
  ask(wedged, {}).catch(note("full"));
  await Promise.resolve();
  assertEquals(settled, ["ended", "full"]);
  assertEquals(letters(events).map(([why]) => why), ["stopped", "full"]);
  first.catch(() => {});
  open();
});

Deno.test("ask() of itself rejects at once, also by an adapted ref and after an await", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const probe = new Probe<string[]>(system);
  type Own = { type: "go" } | { type: "get"; replyTo: Ref<number> };
  const ref = system.spawn("own", (self: Context<Own>) => async (message: Own) => {
    if (message.type === "get") return void message.replyTo.tell(1);
    const adapted = self.adapt((inner: Own) => inner);
    const errors: unknown[] = [];
    const asked = [ask(self.ref, { type: "get" }), ask(adapted, { type: "get" })];
    for (const each of asked) errors.push(await rejection(each));
    errors.push(await rejection(self.ask(self.ref, { type: "get" })));
    probe.ref.tell(errors.map((error) => `${(error as Error).name}: ${(error as Error).message}`));
  });
  ref.tell({ type: "go" });
  const text = `StoppedError: Cannot ask ${ref.id} from itself: it cannot answer while it waits`;
  await probe.expect([text, text, text]);
  assertEquals(clock.timers, 0);
});

Deno.test("ask() refuses a ref that is not an actor's, and a timeout that is not a time", async () => {
  await using system = new System();
  const ref = system.spawn("desk", desk);
  const foreign: Ref<Desk> = { id: "/far#1", tell: () => true, offer: () => Promise.resolve() };
  await assertRejects(() => ask(foreign, { type: "twice" }), TypeError, "Cannot ask /far#1");
  for (const timeout of [-1, NaN]) {
    await assertRejects(() => ask(ref, { type: "twice" }, { timeout }), RangeError, `timeout of ${timeout}`);
  }
});

Deno.test("ask() rejects a question that its actor had put aside when it ends", async () => {
  await using system = new System();
  const events = listen(system);
  type Ask = { replyTo: Ref<string> };
  const ref = system.spawn("a", (self: Context<Ask>) => (message: Ask) => self.stash.put(message));
  const asked = ask(ref, {});
  await turn();
  system.stop(ref);
  assertInstanceOf(await rejection(asked), StoppedError);
  assertEquals(letters(events).length, 1);
  assertEquals(failures(events), []);
});
