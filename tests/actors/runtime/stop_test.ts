import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Context,
  type ExitReason,
  type Ref,
  SHUTDOWN,
  type Signal,
  supervisor,
  System,
} from "../../../actors/mod.ts";
import { crash, hang, Stage, type Task } from "./_stage.ts";

/** Spawns `names` as children of each other's parent, in that order. */
function family(stage: Stage, names: readonly string[]): (self: Context<Task>) => void {
  return (self) => {
    for (const name of names) self.spawn(name, stage.worker(name));
  };
}

Deno.test("stop() ends the children first, youngest first, then the actor itself", async () => {
  await using stage = new Stage();
  const start = (self: Context<Task>) => {
    self.spawn("a", stage.worker("a", { start: family(stage, ["a1", "a2"]) }));
    self.spawn("b", stage.worker("b"));
  };
  const ref = stage.system.spawn("top", stage.worker("top", { start }));
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["-b shutdown", "-a2 shutdown", "-a1 shutdown", "-a shutdown", "-top shutdown"]);
});

Deno.test("stop() waits for each child's stopped() before it stops the next", async () => {
  await using stage = new Stage();
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { ref } = await stage.supervise({}, {
    a: { stopped: () => gates[0]!.promise },
    b: { stopped: () => gates[1]!.promise },
  });
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["-b shutdown"]);
  gates[1]!.resolve();
  assertEquals(await stage.taken(), ["-a shutdown"]);
  assertEquals(stage.seen("stopped").map((event) => event.id).includes(ref.id), false);
  gates[0]!.resolve();
  await stage.rest();
  assertEquals(stage.seen("stopped").at(-1)?.id, ref.id);
});

Deno.test("stop() lets the current message end and makes the waiting ones dead letters", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => gate.promise.then(() => void stage.log.push("end")));
  const waiting = () => stage.log.push("never");
  ref.tell(waiting);
  await stage.rest();
  stage.system.stop(ref);
  assertEquals(ref.tell(() => {}), false);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "end", "-a shutdown"]);
  assertEquals(stage.seen("dead-letter").map((event) => event.why), ["stopped", "stopped"]);
  assert(stage.seen("dead-letter").some((event) => event.message === waiting));
});

Deno.test("stop() of a worker that is not over within five seconds kills it, and says so", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {}, b: {} });
  refs.b!.tell(hang);
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  await stage.clock.advance(4_999);
  assertEquals(await stage.taken(), []);
  await stage.clock.advance(1);
  assertEquals(await stage.taken(), ["-b killed", "-a shutdown"]);
  assertEquals(stage.seen("overran"), [{ type: "overran", id: refs.b!.id, shutdown: 5_000 }]);
});

Deno.test("stop() kills a child whose stopped() is not over in time and does not wait for it", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {}, b: { stopped: () => new Promise(() => {}) } });
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["-b shutdown"]);
  await stage.clock.advance(5_000);
  assertEquals(await stage.taken(), ["-a shutdown"]);
  assertEquals(stage.seen("overran").map((event) => event.id), [refs.b!.id]);
});

Deno.test("stop() gives each child its own time, one after the other", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, {
    a: { spec: { shutdown: 100 } },
    b: { spec: { shutdown: 200 } },
    c: { spec: { shutdown: 0 } },
  });
  for (const name of ["a", "b", "c"]) refs[name]!.tell(hang);
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["-c killed"]);
  await stage.clock.advance(200);
  assertEquals(await stage.taken(), ["-b killed"]);
  await stage.clock.advance(99);
  assertEquals(await stage.taken(), []);
  await stage.clock.advance(1);
  assertEquals(await stage.taken(), ["-a killed"]);
  assertEquals(stage.seen("overran").map((event) => event.shutdown), [200, 100]);
});

Deno.test("stop() waits for ever for a supervisor, whose children have deadlines of their own", async () => {
  await using stage = new Stage();
  const tree = supervisor({}, (self) => {
    self.spawn("inner", stage.supervisor({}, { a: { spec: { shutdown: 60_000 } } }, refs));
  });
  const refs: Record<string, Ref<Task>> = {};
  const ref = stage.system.spawn("outer", tree);
  await stage.rest();
  refs.a!.tell(hang);
  await stage.rest();
  stage.system.stop(ref);
  await stage.clock.advance(59_999);
  assertEquals(await stage.taken(), ["+a"]);
  await stage.clock.advance(1);
  assertEquals(await stage.taken(), ["-a killed"]);
  assertEquals(stage.seen("overran").map((event) => event.id), [refs.a!.id]);
});

Deno.test("stop() a second time joins the first", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { stopped: () => gate.promise }));
  const ends = [stage.system.stopped(ref), stage.system.stopped(ref)];
  await stage.rest();
  for (let n = 0; n < 3; n++) {
    stage.system.stop(ref);
    await stage.rest();
  }
  gate.resolve();
  assertEquals(await Promise.all(ends), [SHUTDOWN, SHUTDOWN]);
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["+a", "-a shutdown"]);
  assertEquals(stage.seen("stopped").length, 1);
});

Deno.test("stop() of an actor that is being restarted makes its end final", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { stopped: () => gate.promise }));
  ref.tell(crash);
  await stage.rest();
  stage.system.stop(ref);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "-a failed"]);
  assertEquals(stage.seen("restarting"), []);
  assertEquals(stage.seen("stopped").map((event) => event.id), [ref.id]);
});

Deno.test("stop() of an actor that is still starting waits for the start and for no message", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { start: () => gate.promise }));
  ref.tell(() => stage.log.push("never"));
  await stage.rest();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["+a"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["-a shutdown"]);
});

Deno.test("stop() before the first turn ends an actor whose factory was never called", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  stage.system.stop(ref);
  await stage.rest();
  assertEquals(stage.take(), []);
  assertEquals(stage.seen("stopped").map((event) => event.id), [ref.id]);
});

Deno.test("a child that ends by itself while it waits to be stopped does not hold up the stop", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {}, b: {}, c: { spec: { shutdown: 1_000 } } });
  refs.c!.tell(hang);
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  await stage.rest();
  refs.a!.tell(crash);
  assertEquals(await stage.taken(), ["-a failed"]);
  await stage.clock.advance(1_000);
  assertEquals(await stage.taken(), ["-c killed", "-b shutdown"]);
  assertEquals(stage.seen("restarting"), []);
  assertEquals(stage.clock.timers, 0);
});

Deno.test("stop() that was not overrun leaves no timer", async () => {
  await using stage = new Stage();
  const { ref } = await stage.supervise({}, { a: {}, b: {} });
  stage.system.stop(ref);
  await stage.rest();
  assertEquals(stage.clock.timers, 0);
  await stage.clock.advance(10_000);
  assertEquals(stage.seen("overran"), []);
});

Deno.test("self.stop() ends the actor after the message it is at, and self.stop(child) the child", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell((self) => {
    const child = self.spawn("child", stage.worker("child"));
    self.spawn("other", stage.worker("other"));
    stage.log.push(`children ${self.children.length}`);
    self.stop(child);
  });
  await stage.rest();
  ref.tell((self) => {
    stage.log.push(`children ${self.children.length}`);
    self.stop();
    stage.log.push("still here");
  });
  assertEquals(await stage.taken(), [
    "+a",
    "children 2",
    "+other",
    "children 1",
    "still here",
    "-other shutdown",
    "-a normal",
  ]);
});

Deno.test("self.stop(child) lets the child accept nothing more", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell((self) => {
    const child = self.spawn("child", stage.worker("child"));
    self.stop(child);
    stage.log.push(`accepted ${child.tell(() => {})}`);
  });
  assertEquals(await stage.taken(), ["+a", "accepted false"]);
});

Deno.test("self.stop() of neither itself nor a child throws a TypeError with both ids, and nothing for the dead", async () => {
  await using stage = new Stage();
  const other = stage.system.spawn("other", stage.worker("other"));
  const ref = stage.system.spawn("a", stage.worker("a"));
  ref.tell((self) => {
    const error = assertThrows(() => self.stop(other), TypeError, other.id);
    assert(error.message.includes(ref.id));
  });
  await stage.rest();
  stage.system.stop(other);
  await stage.rest();
  ref.tell((self) => self.stop(other));
  await stage.rest();
  assertEquals(stage.seen("failed"), []);
});

Deno.test("system.stop() refuses the ref of another system", async () => {
  await using stage = new Stage();
  await using other = new System();
  const ref = other.spawn(() => () => {});
  assertThrows(() => stage.system.stop(ref), TypeError, ref.id);
});

Deno.test("whoever sees terminated can take the name again", async () => {
  await using stage = new Stage();
  const signal = (signal: Signal, self: Context<Task>) => {
    stage.log.push(`${signal.type} ${signal.reason.type}`);
    if (signal.type === "terminated") self.spawn("child", stage.worker("again"));
  };
  const ref = stage.system.spawn(stage.worker("a", { signal }));
  ref.tell((self) => {
    const child = self.spawn("child", stage.worker("child"));
    self.watch(child);
    child.tell((child) => child.stop());
  });
  assertEquals(await stage.taken(), [
    "+a",
    "+child",
    "-child normal",
    "terminated normal",
    "child-exited normal",
    "+again",
  ]);
});

Deno.test("stopped() of the system resolves when the name is free", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", stage.worker("a"));
  stage.system.stop(ref);
  await stage.system.stopped(ref);
  stage.system.spawn("a", stage.worker("again"));
  assertEquals(await stage.taken(), ["+again"]);
});

Deno.test("an old ref does not reach, stop or watch the new actor of the same name", async () => {
  await using stage = new Stage();
  const old = stage.system.spawn("a", stage.worker("a"));
  await stage.rest();
  stage.system.stop(old);
  await stage.rest();
  const fresh = stage.system.spawn("a", stage.worker("again"));
  assertEquals(old.id === fresh.id, false);
  assertEquals(old.tell(() => stage.log.push("wrong")), false);
  stage.system.stop(old);
  stage.system.stop(old, { after: "kill" });
  assertEquals((await stage.system.stopped(old)).type, "not-found");
  assertEquals(await stage.taken(), ["+a", "-a shutdown", "+again"]);
  assert(fresh.tell(() => {}));
});

Deno.test("stopped() is told the reason of each kind of end", async () => {
  await using stage = new Stage();
  const reasons: ExitReason[] = [];
  const stopped = (reason: ExitReason) => void reasons.push(reason);
  const refs = [1, 2, 3, 4].map((n) => stage.system.spawn(stage.worker(`${n}`, { stopped }), { restart: "temporary" }));
  refs[0]!.tell((self) => self.stop());
  refs[1]!.tell(crash);
  await stage.rest();
  stage.system.stop(refs[2]!);
  await stage.rest();
  stage.system.stop(refs[3]!, { after: "kill" });
  await stage.rest();
  assertEquals(reasons.map((reason) => reason.type), ["normal", "failed", "shutdown", "killed"]);
});
