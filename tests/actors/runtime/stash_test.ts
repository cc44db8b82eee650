import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { type Actor, type Context, RevokedError, type Stash, StashFullError, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { failures, letters, listen } from "./_listen.ts";

/** Puts everything aside until it is told "open". */
const patient = (log: string[]): Actor<string> => (self) => (message) => {
  if (message === "boom") throw new Error("boom");
  if (message !== "open") return self.stash.put(message);
  self.become((message) => void log.push(`${message} by ${self.incarnation}`));
  self.stash.release();
};

Deno.test("Stash.release() puts messages back in front of those that wait, in their order", async () => {
  await using system = new System();
  const log: string[] = [];
  const ref = system.spawn("a", patient(log));
  for (const message of ["one", "two", "open", "three", "four"]) ref.tell(message);
  await turn();
  assertEquals(log, ["one by 1", "two by 1", "three by 1", "four by 1"]);
});

Deno.test("Stash.release() outside of the actor's turn wakes it", async () => {
  await using system = new System();
  let stash: Stash<string> | undefined;
  const log: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => {
    stash = self.stash;
    return (message: string) =>
      log.length === 0 ? (log.push(message), self.stash.put(message)) : void log.push(message);
  });
  ref.tell("one");
  await turn();
  stash?.release();
  await turn();
  assertEquals(log, ["one", "one"]);
});

Deno.test("Stash.put() throws when as many are put aside as the mailbox may hold", async () => {
  await using system = new System();
  const events = listen(system);
  let size = 0;
  const ref = system.spawn("a", (self: Context<number>) => (n: number) => {
    self.stash.put(n);
    size = self.stash.size;
  }, { capacity: 3, restart: "temporary" });
  for (const n of [1, 2, 3]) {
    ref.tell(n);
    await turn();
  }
  assertEquals(size, 3);
  assertEquals(failures(events), []);
  ref.tell(4);
  const reason = await system.stopped(ref);
  assert(reason.type === "failed");
  assertInstanceOf(reason.error, StashFullError);
  assertEquals(reason.error.message, `Cannot stash a message of ${ref.id}: it holds 3 already`);
});

Deno.test("Stash goes back in front of the mailbox before a restart, so that all is handled in order", async () => {
  await using system = new System();
  listen(system);
  const log: string[] = [];
  const ref = system.spawn("a", patient(log));
  for (const message of ["one", "two", "boom", "three", "open", "four"]) ref.tell(message);
  await turn();
  assertEquals(log, ["one by 2", "two by 2", "three by 2", "four by 2"]);
});

Deno.test("Stash outlives one restart after the other", async () => {
  await using system = new System({ intensity: 10 });
  listen(system);
  const log: string[] = [];
  const ref = system.spawn("a", patient(log));
  for (const message of ["one", "boom", "two", "boom", "three", "boom", "open"]) ref.tell(message);
  await turn();
  assertEquals(log, ["one by 4", "two by 4", "three by 4"]);
});

Deno.test("Stash becomes dead letters when the actor ends, before the messages that wait", async () => {
  for (const after of ["message", "kill"] as const) {
    await using system = new System();
    const events = listen(system);
    const ref = system.spawn("a", patient([]));
    for (const message of ["one", "two"]) ref.tell(message);
    await turn();
    ref.tell("three");
    system.stop(ref, { after });
    await system.stopped(ref);
    assertEquals(letters(events), [["stopped", "one"], ["stopped", "two"], ["stopped", "three"]]);
  }
});

Deno.test("Stash of an incarnation that is over is of no use", async () => {
  await using system = new System();
  listen(system);
  const stashes: Stash<string>[] = [];
  const ref = system.spawn("a", (self: Context<string>) => {
    stashes.push(self.stash);
    return (message: string) => {
      if (message === "boom") throw new Error("boom");
    };
  });
  ref.tell("boom");
  await turn();
  assertEquals(stashes.length, 2);
  assertThrows(() => stashes[0]?.put("late"), RevokedError);
  assertThrows(() => stashes[0]?.release(), RevokedError);
});

Deno.test("Stash keeps orders for a coffee machine that is busy", async () => {
  type Order = { type: "order"; drink: string } | { type: "done" };
  await using system = new System();
  const served: string[] = [];
  const machine = system.spawn("machine", (self: Context<Order>) => {
    const free = (message: Order): void => {
      if (message.type === "done") return;
      self.become((other) => {
        if (other.type === "order") return self.stash.put(other);
        served.push(message.drink);
        self.become(free);
        self.stash.release();
      });
    };
    return free;
  });
  const drinks = ["espresso", "latte", "mocha", "cocoa"];
  for (const drink of drinks) machine.tell({ type: "order", drink });
  await turn();
  assertEquals(served, []);
  for (let i = 1; i <= drinks.length; i++) {
    machine.tell({ type: "done" });
    await turn();
    assertEquals(served, drinks.slice(0, i));
  }
});
