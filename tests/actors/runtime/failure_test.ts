import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { Actor, Context, ExitReason, Signal } from "../../../actors/mod.ts";
import { crash, Stage, type Task } from "./_stage.ts";

const note = (stage: Stage, line: string): Task => () => void stage.log.push(line);

Deno.test("a failing message is consumed, and the next incarnation handles the later ones in their order", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(note(stage, "1"));
  ref.tell(crash);
  ref.tell(note(stage, "2"));
  ref.tell(note(stage, "3"));
  assertEquals(await stage.taken(), ["+a", "1", "-a failed", "+a", "2", "3"]);
});

Deno.test("a rejected promise of a handler fails the actor like a throw", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  const error = new Error("later");
  ref.tell(() => Promise.reject(error));
  ref.tell(note(stage, "1"));
  assertEquals(await stage.taken(), ["+a", "-a failed", "+a", "1"]);
  assertStrictEquals(stage.seen("failed")[0]?.error, error);
});

Deno.test("a throwing signal handler fails the actor like a throwing receive", async () => {
  await using stage = new Stage();
  const signal = (signal: Signal) => {
    throw new Error(signal.type);
  };
  const ref = stage.system.spawn(stage.worker("a", { signal }));
  ref.tell((self) => self.spawn(stage.worker("child")).tell(crash));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed", "-a failed", "+a"]);
});

Deno.test("messages that come while an actor is restarting queue in order, under the mailbox's bound", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const start = (self: Context<Task>) => self.incarnation === 1 ? undefined : gate.promise;
  const ref = stage.system.spawn(stage.worker("a", { start }), { capacity: 2 });
  ref.tell(crash);
  await stage.rest();
  assertEquals(["1", "2", "3"].map((line) => ref.tell(note(stage, line))), [true, true, false]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "-a failed", "+a", "1", "2"]);
});

Deno.test("what was stashed is handled before the rest of the mailbox by the next incarnation", async () => {
  await using stage = new Stage();
  const actor: Actor<string> = (self) => (message) => {
    if (message === "crash") throw new Error("boom");
    if (self.incarnation === 1) self.stash.put(message);
    else stage.log.push(message);
  };
  const ref = stage.system.spawn(actor);
  for (const message of ["1", "2", "crash", "3", "4"]) ref.tell(message);
  assertEquals(await stage.taken(), ["1", "2", "3", "4"]);
});

Deno.test("what was stashed survives a second failure during the restart", async () => {
  await using stage = new Stage();
  const actor: Actor<string> = (self) => {
    if (self.incarnation === 2) throw new Error("no luck");
    return (message) => {
      if (message === "crash") throw new Error("boom");
      if (self.incarnation === 1) self.stash.put(message);
      else stage.log.push(message);
    };
  };
  const ref = stage.system.spawn(actor);
  for (const message of ["1", "2", "crash", "3"]) ref.tell(message);
  await stage.rest();
  assertEquals(stage.take(), ["1", "2", "3"]);
  assertEquals(stage.events.filter((event) => event.type === "dead-letter"), []);
});

Deno.test("mailbox and stash become dead letters, in order, when an actor stops for good", async () => {
  await using stage = new Stage();
  const actor: Actor<string> = (self) => (message) => {
    if (message === "stop") self.stop();
    else self.stash.put(message);
  };
  const ref = stage.system.spawn(actor);
  for (const message of ["1", "2", "stop", "3"]) ref.tell(message);
  await stage.rest();
  const dead = stage.seen("dead-letter").map(({ id, why, message }) => ({ id, why, message }));
  assertEquals(dead, ["1", "2", "3"].map((message) => ({ id: ref.id, why: "stopped" as const, message })));
});

Deno.test("timers, watches and children of an incarnation are gone before the factory is called again", async () => {
  await using stage = new Stage();
  const other = stage.system.spawn("other", stage.worker("other"));
  const start = (self: Context<Task>) => {
    stage.log.push(`children ${self.children.length}`);
    if (self.incarnation > 1) return;
    self.timers.after("tick", 10, note(stage, "tick"));
    self.watch(other);
    self.spawn("one", stage.worker("one"));
    self.spawn("two", stage.worker("two"));
  };
  const signal = (signal: Signal) => void stage.log.push(signal.type);
  const ref = stage.system.spawn("a", stage.worker("a", { start, signal }));
  await stage.rest();
  ref.tell(crash);
  await stage.rest();
  assertEquals(stage.take(), [
    "+other",
    "+a",
    "children 0",
    "+one",
    "+two",
    "-two shutdown",
    "-one shutdown",
    "-a failed",
    "+a",
    "children 0",
  ]);
  stage.system.stop(other);
  await stage.clock.advance(10);
  assertEquals(await stage.taken(), ["-other shutdown"]);
});

Deno.test("signals on their way to an incarnation that failed do not reach the next one", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const signal = (signal: Signal) => void stage.log.push(signal.type);
  const ref = stage.system.spawn("a", stage.worker("a", { signal }));
  ref.tell(async (self) => {
    self.spawn("child", stage.worker("child")).tell(crash);
    await gate.promise;
    throw new Error("boom");
  });
  await stage.rest();
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed", "-a failed", "+a"]);
});

Deno.test("a restarted actor can give its children the names of the old ones", async () => {
  await using stage = new Stage();
  const start = (self: Context<Task>) => void self.spawn("child", stage.worker("child"));
  const ref = stage.system.spawn(stage.worker("a", { start }));
  await stage.rest();
  for (let n = 0; n < 3; n++) {
    ref.tell(crash);
    await stage.rest();
  }
  assertEquals(stage.seen("failed").length, 3);
  assertEquals(stage.system.tree().children[0]?.children.map((child) => child.name), ["child"]);
});

Deno.test("stopped() runs once for each incarnation with its own state and says why", async () => {
  await using stage = new Stage();
  const lives: string[] = [];
  const actor: Actor<string> = (self) => {
    let count = 0;
    return {
      receive(message) {
        if (message === "crash") throw new Error("boom");
        if (message === "stop") return self.stop();
        count++;
      },
      stopped: (reason: ExitReason) => void lives.push(`${self.incarnation}: ${count} ${reason.type}`),
    };
  };
  const ref = stage.system.spawn(actor);
  for (const message of ["x", "x", "crash", "x", "crash", "stop"]) ref.tell(message);
  await stage.rest();
  assertEquals(lives, ["1: 2 failed", "2: 1 failed", "3: 0 normal"]);
});

Deno.test("stopped() is waited for before the next incarnation starts", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { stopped: () => gate.promise }));
  ref.tell(crash);
  assertEquals(await stage.taken(), ["+a", "-a failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a"]);
});

Deno.test("stopped() finds the signal aborted and the stash empty", async () => {
  await using stage = new Stage();
  const stopped = (_reason: ExitReason, self: Context<Task>) =>
    stage.log.push(`aborted ${self.signal.aborted}, stashed ${self.stash.size}`);
  const start = (self: Context<Task>) => void self.signal;
  const ref = stage.system.spawn("a", stage.worker("a", { start, stopped }));
  ref.tell((self) => self.stash.put(crash));
  ref.tell((self) => self.stop());
  assertEquals(await stage.taken(), ["+a", "-a normal", "aborted true, stashed 0"]);
});

Deno.test("stopped() may use the context for the last time", async () => {
  await using stage = new Stage();
  const other = stage.system.spawn("other", stage.worker("other"));
  const stopped = (_reason: ExitReason, self: Context<Task>) => {
    other.tell(note(stage, `goodbye from ${self.name}`));
    self.timers.after("late", 1, note(stage, "late"));
    self.watch(other);
  };
  const ref = stage.system.spawn("a", stage.worker("a", { stopped }));
  ref.tell(crash);
  assertEquals(await stage.taken(), ["+other", "+a", "-a failed", "goodbye from a", "+a"]);
  stage.system.stop(other);
  await stage.clock.advance(1);
  assertEquals(await stage.taken(), ["-other shutdown"]);
});

for (const [how, stopped] of [["throws", crash], ["rejects", () => Promise.reject(new Error("boom"))]] as const) {
  Deno.test(`stopped() that ${how} is reported, and the restart goes on`, async () => {
    await using stage = new Stage();
    const ref = stage.system.spawn(stage.worker("a", { stopped: (_reason, self) => stopped(self) }));
    ref.tell(crash);
    ref.tell(note(stage, "1"));
    assertEquals(await stage.taken(), ["+a", "-a failed", "+a", "1"]);
    assertEquals(stage.seen("failed").map((event) => event.incarnation), [1, 1]);
    assertEquals(stage.seen("restarting").length, 1);
  });

  Deno.test(`stopped() that ${how} does not bring a stopping actor back`, async () => {
    await using stage = new Stage();
    const ref = stage.system.spawn(stage.worker("a", { stopped: (_reason, self) => stopped(self) }));
    const end = stage.system.stopped(ref);
    await stage.rest();
    stage.system.stop(ref);
    assertEquals((await end).type, "shutdown");
    assertEquals(await stage.taken(), ["+a", "-a shutdown"]);
    assertEquals(stage.seen("failed").length, 1);
    assertEquals(stage.seen("restarting").length, 0);
  });
}

Deno.test("a message that fails while its actor is asked to stop is reported, and the stop goes on", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => gate.promise);
  await stage.rest();
  stage.system.stop(ref);
  gate.reject(new Error("too late"));
  assertEquals(await stage.taken(), ["+a", "-a shutdown"]);
  assertEquals(stage.seen("failed").length, 1);
  assertEquals(stage.seen("restarting").length, 0);
});

for (const [how, start] of [["throws", crash], ["rejects", () => Promise.reject(new Error("boom"))]] as const) {
  Deno.test(`a factory that ${how} is a death with a reason: watchers hear of it and the name is free`, async () => {
    await using stage = new Stage();
    const signal = (signal: Signal) => void stage.log.push(`${signal.type} ${signal.reason.type}`);
    const watcher = stage.system.spawn(stage.worker("watcher", { signal }));
    const ref = stage.system.spawn("a", stage.worker("a", { start }), { restart: "temporary" });
    watcher.tell((self) => self.watch(ref));
    ref.tell(note(stage, "never"));
    assertEquals(await stage.taken(), ["+watcher", "+a", "terminated failed"]);
    assertEquals(stage.seen("dead-letter").map((event) => event.id), [ref.id]);
    stage.system.spawn("a", stage.worker("again"));
    assertEquals(await stage.taken(), ["+again"]);
  });
}

Deno.test("stopped() is not called for an incarnation that never started", async () => {
  await using stage = new Stage();
  stage.system.spawn(stage.worker("a", { start: crash }), { restart: "temporary" });
  assertEquals(await stage.taken(), ["+a"]);
});

Deno.test("children of a factory that throws are stopped before it is called again", async () => {
  await using stage = new Stage();
  const start = (self: Context<Task>) => {
    self.spawn("child", stage.worker(`child ${self.incarnation}`));
    if (self.incarnation === 1) throw new Error("boom");
  };
  stage.system.spawn(stage.worker("a", { start }));
  assertEquals(await stage.taken(), ["+a", "+a", "+child 2"]);
  assert(stage.system.tree().children[0]?.children.length === 1);
});
