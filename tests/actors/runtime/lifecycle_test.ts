import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type Actor, type Context, type Handler, RevokedError, type Signal } from "../../../actors/mod.ts";
import { crash, Stage, type Task } from "./_stage.ts";

Deno.test("spawn() returns the ref before the factory is called", async () => {
  await using stage = new Stage();
  stage.system.spawn(stage.worker("a"));
  assertEquals(stage.take(), []);
  assertEquals(await stage.taken(), ["+a"]);
});

Deno.test("spawn() calls the factory even if nobody ever tells the actor anything", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  await stage.rest();
  assertEquals(stage.seen("started").filter((event) => event.id === ref.id).length, 1);
});

Deno.test("tell() before an asynchronous factory has resolved queues, and the messages are handled in order after it", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { start: () => gate.promise }));
  for (let n = 1; n <= 3; n++) assert(ref.tell(() => void stage.log.push(`task ${n}`)));
  await stage.rest();
  ref.tell(() => void stage.log.push("task 4"));
  assertEquals(await stage.taken(), ["+a"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["task 1", "task 2", "task 3", "task 4"]);
});

Deno.test("a ref stays good across restarts, and the incarnation counts up in the events and in the context", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", stage.worker("a"));
  for (let n = 0; n < 3; n++) {
    ref.tell((self) => void stage.log.push(`incarnation ${self.incarnation}`));
    ref.tell(crash);
    await stage.rest();
  }
  assertEquals(stage.take().filter((line) => line.startsWith("inc")), [
    "incarnation 1",
    "incarnation 2",
    "incarnation 3",
  ]);
  const started = stage.seen("started").filter((event) => event.id === ref.id);
  assertEquals(started.map((event) => event.incarnation), [1, 2, 3, 4]);
  assertEquals(stage.system.tree().children[0]?.restarts, 3);
});

Deno.test("a restarted actor starts at once although nobody tells it anything", async () => {
  await using stage = new Stage();
  stage.system.spawn(stage.worker("a")).tell(crash);
  assertEquals(await stage.taken(), ["+a", "-a failed", "+a"]);
});

Deno.test("a handler that returns a promise keeps all else waiting until the promise has settled", async () => {
  await using stage = new Stage();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ref = stage.system.spawn(stage.worker("a"));
  for (const [n, gate] of gates.entries()) {
    ref.tell(async () => {
      stage.log.push(`begin ${n}`);
      await gate.promise;
      stage.log.push(`end ${n}`);
    });
  }
  assertEquals(await stage.taken(), ["+a", "begin 0"]);
  assertEquals(stage.system.tree().children[0]?.activity, "waiting");
  gates[0]!.resolve();
  assertEquals(await stage.taken(), ["end 0", "begin 1"]);
  gates[1]!.resolve();
  assertEquals(await stage.taken(), ["end 1"]);
});

Deno.test("signals that come while a handler waits are delivered after it and before the messages that came earlier", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const signal = (signal: Signal) => void stage.log.push(signal.type);
  const child = stage.worker("child");
  const ref = stage.system.spawn(stage.worker("a", { signal }));
  ref.tell(async (self) => {
    self.spawn("child", child).tell(crash);
    await gate.promise;
    stage.log.push("end");
  });
  ref.tell(() => void stage.log.push("message"));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["end", "child-exited", "message"]);
});

Deno.test("a signal handler that returns a promise keeps all else waiting, too", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const signal = async () => {
    await gate.promise;
    stage.log.push("signal end");
  };
  const ref = stage.system.spawn(stage.worker("a", { signal }));
  ref.tell((self) => self.spawn(stage.worker("child")).tell(crash));
  await stage.rest();
  ref.tell(() => void stage.log.push("message"));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["signal end", "message"]);
});

Deno.test("a stop that comes while a handler waits is done after it", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => gate.promise.then(() => void stage.log.push("end")));
  await stage.rest();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["+a"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["end", "-a shutdown"]);
});

Deno.test("become() changes the behaviour until the restart, which begins with the factory's", async () => {
  await using stage = new Stage();
  const actor: Actor<string> = (self) => (message) => {
    stage.log.push(message);
    self.become((message) => {
      stage.log.push(`changed ${message}`);
      if (message === "crash") throw new Error("boom");
    });
  };
  const ref = stage.system.spawn(actor);
  for (const message of ["1", "2", "crash", "3", "4"]) ref.tell(message);
  assertEquals(await stage.taken(), ["1", "changed 2", "changed crash", "3", "changed 4"]);
});

Deno.test("a factory that makes no behaviour fails the start, synchronously or not", async () => {
  await using stage = new Stage();
  const nothing = {} as Handler<never>;
  const now = stage.system.spawn("now", () => nothing, { restart: "temporary" });
  const later = stage.system.spawn("later", () => Promise.resolve(nothing), { restart: "temporary" });
  await stage.rest();
  const failed = stage.seen("failed");
  assertEquals(failed.map((event) => event.id), [now.id, later.id]);
  for (const { error } of failed) assertStringIncludes(String(error), "wanted a handler or a function");
  assertEquals((await stage.system.stopped(later)).type, "not-found");
});

Deno.test("a factory may stop its own actor, and the actor has started and ended then", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a", { start: (self) => self.stop() }));
  ref.tell(() => stage.log.push("never"));
  assertEquals(await stage.taken(), ["+a", "-a normal"]);
  assertEquals(stage.seen("started").filter((event) => event.id === ref.id).length, 1);
});

Deno.test("an asynchronous factory that stops its own actor is waited for all the same", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const start = async (self: Context<Task>) => {
    self.stop();
    await gate.promise;
  };
  stage.system.spawn(stage.worker("a", { start }));
  assertEquals(await stage.taken(), ["+a"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["-a normal"]);
});

Deno.test("a context is revoked when its incarnation is over, whatever of it was kept", async () => {
  await using stage = new Stage();
  let old: Context<Task> | undefined;
  const parts: Pick<Context<Task>, "timers" | "stash">[] = [];
  const start = (self: Context<Task>) => {
    if (self.incarnation > 1) return;
    old = self;
    parts.push({ timers: self.timers, stash: self.stash });
  };
  const ref = stage.system.spawn(stage.worker("a", { start }));
  ref.tell(crash);
  await stage.rest();
  const self = old!;
  const nothing = () => {};
  const uses: (() => unknown)[] = [
    () => self.name,
    () => self.system,
    () => self.timers,
    () => self.stash,
    () => self.children,
    () => self.spawn(() => () => {}),
    () => self.stop(),
    () => self.watch(ref),
    () => self.unwatch(ref),
    () => self.become(nothing),
    () => self.adapt(() => nothing),
    () => self.pipe(Promise.resolve(), () => nothing),
    () => self.ask(ref as never, {} as never),
    () => parts[0]!.timers.after("x", 1, nothing),
    () => parts[0]!.timers.fixedDelay("x", 1, nothing),
    () => parts[0]!.timers.fixedRate("x", 1, nothing),
    () => parts[0]!.stash.put(nothing),
  ];
  for (const use of uses) assertThrows(use, RevokedError, "incarnation 1", String(use));
  assert(self.signal.aborted);
  assertEquals(self.incarnation, 1);
  assertEquals(stage.clock.timers, 0);
});

Deno.test("a context's signal aborts when the incarnation is over", async () => {
  await using stage = new Stage();
  const signals: AbortSignal[] = [];
  const ref = stage.system.spawn(stage.worker("a", { start: (self) => void signals.push(self.signal) }));
  await stage.rest();
  assertEquals(signals.map((signal) => signal.aborted), [false]);
  ref.tell(crash);
  await stage.rest();
  assertEquals(signals.map((signal) => signal.aborted), [true, false]);
});
