import { assertEquals, assertStrictEquals } from "@std/assert";
import { type Context, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { failures, gate, letters, listen } from "./_listen.ts";

type Message = { type: "do"; what: Promise<string>; rescue?: boolean } | { type: "done"; value: string } | {
  type: "boom";
};

/** An actor that pipes what it is told to, and notes what comes of it. */
function piper(log: string[]): (self: Context<Message>) => (message: Message) => void {
  return (self) => (message) => {
    if (message.type === "boom") throw new Error("boom");
    if (message.type === "done") return void log.push(`${message.value} by ${self.incarnation}`);
    const done = (value: string): Message => ({ type: "done", value });
    if (message.rescue) self.pipe(message.what, done, (error) => done(`rescued ${(error as Error).message}`));
    else self.pipe(message.what, done);
  };
}

Deno.test("Context.pipe() brings the outcome as a message, while others are handled", async () => {
  await using system = new System();
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const ref = system.spawn("a", piper(log));
  ref.tell({ type: "do", what: promise });
  ref.tell({ type: "done", value: "meanwhile" });
  await turn();
  resolve("at last");
  await turn();
  assertEquals(log, ["meanwhile by 1", "at last by 1"]);
});

Deno.test("Context.pipe() brings a rejection as a message, or fails the actor with it", async () => {
  await using system = new System();
  const events = listen(system);
  const log: string[] = [];
  const ref = system.spawn("a", piper(log));
  const error = new Error("no luck");
  ref.tell({ type: "do", what: Promise.reject(error), rescue: true });
  await turn();
  assertEquals(log, ["rescued no luck by 1"]);
  assertEquals(failures(events), []);
  ref.tell({ type: "do", what: Promise.reject(error) });
  await turn();
  assertStrictEquals(failures(events)[0], error);
  assertEquals(system.tree().children[0]?.restarts, 1);
});

Deno.test("Context.pipe() makes the message in the actor's turn, and fails the actor where that throws", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  let calls = 0;
  const ref = system.spawn("a", (self: Context<string>) => async (_message: string) => {
    self.pipe(Promise.resolve(), () => {
      calls++;
      throw new Error("cannot convert");
    });
    await passed;
  });
  ref.tell("go");
  await turn();
  assertEquals(calls, 0);
  open();
  await turn();
  assertEquals(calls, 1);
  assertEquals(failures(events).map((error) => (error as Error).message), ["cannot convert"]);
});

Deno.test("Context.pipe() waits for room in a full mailbox, so that no outcome is lost", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const seen: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => async (message: string) => {
    seen.push(message);
    if (message !== "go") return;
    for (const name of ["x", "y"]) self.pipe(Promise.resolve(), () => `outcome ${name}`);
    await passed;
  }, { capacity: 1 });
  ref.tell("go");
  await turn();
  ref.tell("fills it");
  await turn();
  open();
  await turn();
  assertEquals(seen, ["go", "outcome x", "outcome y"]);
  assertEquals(letters(events), [["full", "fills it"]]);
});

Deno.test("Context.pipe() of an incarnation that is over brings nothing to the next: a late reply", async () => {
  await using system = new System();
  const events = listen(system);
  const log: string[] = [];
  const outcomes = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
  const ref = system.spawn("a", piper(log));
  for (const { promise } of outcomes) ref.tell({ type: "do", what: promise });
  await turn();
  outcomes[0].resolve("in time for the mailbox");
  await Promise.resolve();
  ref.tell({ type: "boom" });
  await turn();
  ref.tell({ type: "do", what: Promise.resolve("of the next") });
  outcomes[1].resolve("too late");
  await turn();
  assertEquals(log, ["in time for the mailbox by 1", "of the next by 2"]);
  assertEquals(letters(events), [["late-reply", "too late"]]);
});

Deno.test("Context.pipe() whose outcome waits in the mailbox at a restart is a late reply too", async () => {
  await using system = new System();
  const events = listen(system);
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<string>();
  const ref = system.spawn("a", piper(log));
  ref.tell({ type: "do", what: promise });
  await turn();
  resolve("queued behind the failure");
  ref.tell({ type: "boom" });
  await turn();
  assertEquals(log, []);
  assertEquals(letters(events), [["late-reply", "queued behind the failure"]]);
});

Deno.test("Context.pipe() of an actor that has ended is a late reply, under the id of that actor", async () => {
  await using system = new System();
  const events = listen(system);
  const { promise, resolve } = Promise.withResolvers<string>();
  const ref = system.spawn("a", piper([]));
  ref.tell({ type: "do", what: promise });
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  resolve("too late");
  await turn();
  const told = events.flatMap((event) => event.type === "dead-letter" ? [[event.id, event.why, event.message]] : []);
  assertEquals(told, [[ref.id, "late-reply", "too late"]]);
});
