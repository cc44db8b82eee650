import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Context, type ExitReason, RevokedError } from "../../../actors/mod.ts";
import { hang, Stage, type Task } from "./_stage.ts";

const KILL = { after: "kill" } as const;

Deno.test("kill ends an actor whose handler never settles, at once", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(hang);
  ref.tell(() => stage.log.push("never"));
  await stage.rest();
  const end = stage.system.stopped(ref);
  stage.system.stop(ref, KILL);
  assertEquals((await end).type, "killed");
  assertEquals(await stage.taken(), ["+a", "-a killed"]);
  assertEquals(stage.seen("dead-letter").length, 1);
});

Deno.test("kill aborts the incarnation's signal", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  const aborted = Promise.withResolvers<void>();
  ref.tell((self) => {
    self.signal.addEventListener("abort", () => aborted.resolve());
    return hang(self);
  });
  await stage.rest();
  stage.system.stop(ref, KILL);
  await aborted.promise;
  await stage.rest();
});

Deno.test("what a killed handler does later reaches nobody", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const other = stage.system.spawn("other", stage.worker("other"));
  const ref = stage.system.spawn(stage.worker("a"));
  const later = Promise.withResolvers<void>();
  ref.tell(async (self) => {
    await gate.promise;
    assertEquals(self.ref, ref);
    assertThrows(() => self.spawn(stage.worker("child")), RevokedError);
    assertThrows(() => self.watch(other), RevokedError);
    later.resolve();
    throw new Error("ignored");
  });
  await stage.rest();
  stage.system.stop(ref, KILL);
  await stage.rest();
  gate.resolve();
  await later.promise;
  assertEquals(await stage.taken(), ["+other", "+a", "-a killed"]);
  assertEquals(stage.seen("failed"), []);
});

Deno.test("a killed incarnation's late end does not disturb the next incarnation", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { refs } = await stage.supervise({}, { a: {} });
  refs.a!.tell((self) => {
    self.stop(undefined, KILL);
    return gate.promise;
  });
  const second = Promise.withResolvers<void>();
  refs.a!.tell(() => second.promise);
  refs.a!.tell(() => stage.log.push("task"));
  assertEquals(await stage.taken(), ["+a", "-a killed", "+a"]);
  gate.reject(new Error("late"));
  assertEquals(await stage.taken(), []);
  second.resolve();
  assertEquals(await stage.taken(), ["task"]);
  assertEquals(stage.seen("failed"), []);
});

Deno.test("kill does not wait for the promise of stopped()", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a", { stopped: () => new Promise(() => {}) }));
  await stage.rest();
  stage.system.stop(ref, KILL);
  await stage.rest();
  assertEquals(stage.take(), ["+a", "-a killed"]);
  assertEquals(stage.seen("stopped").map((event) => event.id), [ref.id]);
});

Deno.test("kill reports what stopped() still throws, now or later", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const a = stage.system.spawn(stage.worker("a", { stopped: () => gate.promise }));
  await stage.rest();
  stage.system.stop(a, KILL);
  await stage.rest();
  gate.reject(new Error("late"));
  await stage.rest();
  assertEquals(stage.seen("failed").map((event) => event.id), [a.id]);
});

Deno.test("kill overtakes a stop that waits, for the handler or for stopped()", async () => {
  await using stage = new Stage();
  const a = stage.system.spawn("a", stage.worker("a"));
  const b = stage.system.spawn("b", stage.worker("b", { stopped: () => new Promise(() => {}) }));
  a.tell(hang);
  await stage.rest();
  for (const options of [{}, KILL]) {
    for (const ref of [a, b]) stage.system.stop(ref, options);
    await stage.rest();
  }
  assertEquals(stage.take(), ["+a", "+b", "-b shutdown", "-a killed"]);
  assertEquals(stage.seen("stopped").map(({ id, reason }) => `${id.split("#")[0]} ${reason.type}`).sort(), [
    "/a killed",
    "/b killed",
  ]);
});

Deno.test("kill takes all that is below along, children first", async () => {
  await using stage = new Stage();
  const stopped = () => new Promise<void>(() => {});
  const start = (self: Context<Task>) => {
    const child = self.spawn("child", stage.worker("child", { stopped }));
    child.tell((self) => {
      self.spawn("grandchild", stage.worker("grandchild", { stopped })).tell(hang);
      return hang(self);
    });
    self.spawn("younger", stage.worker("younger", { stopped })).tell(hang);
  };
  const ref = stage.system.spawn("a", stage.worker("a", { start, stopped }));
  await stage.rest();
  stage.take();
  stage.system.stop(ref, KILL);
  assertEquals(await stage.taken(), ["-younger killed", "-grandchild killed", "-child killed", "-a killed"]);
  assertEquals(stage.system.tree().children, []);
});

Deno.test("kill reaches the child that a stopping actor is waiting for", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {}, b: {} });
  refs.b!.tell(hang);
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), []);
  stage.system.stop(ref, KILL);
  assertEquals(await stage.taken(), ["-b killed", "-a killed"]);
  assertEquals(stage.clock.timers, 0);
});

Deno.test("kill during an asynchronous start ends the actor, and what the factory makes later is dropped", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a", { start: () => gate.promise }));
  await stage.rest();
  stage.system.stop(ref, KILL);
  await stage.rest();
  assertEquals(stage.seen("stopped").map((event) => event.id), [ref.id]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a"]);
  assertEquals(stage.seen("started").some((event) => event.id === ref.id), false);
});

Deno.test("what the factory of a killed incarnation makes later does not become the next one's behaviour", async () => {
  await using stage = new Stage();
  const gates = [1, 2].map(() => Promise.withResolvers<void>());
  const start: Task = (self) => {
    if (self.incarnation === 1) self.stop(undefined, KILL);
    return gates[self.incarnation - 1]?.promise;
  };
  const ref = stage.system.spawn("a", stage.worker("a", { start }));
  ref.tell((self) => stage.log.push(`incarnation ${self.incarnation}`));
  assertEquals(await stage.taken(), ["+a", "+a"]);
  gates[0]!.resolve();
  assertEquals(await stage.taken(), []);
  assertEquals(stage.system.tree().children[0]?.state, "starting");
  gates[1]!.resolve();
  assertEquals(await stage.taken(), ["incarnation 2"]);
});

Deno.test("a factory or a handler that kills its own actor and then waits is not waited for", async () => {
  await using stage = new Stage();
  const killAndHang: Task = async (self) => {
    self.stop(undefined, KILL);
    await hang(self);
  };
  const spec = { restart: "temporary" } as const;
  const factory = stage.system.spawn("factory", stage.worker("factory", { start: killAndHang }), spec);
  const handler = stage.system.spawn("handler", stage.worker("handler"), spec);
  handler.tell(killAndHang);
  await stage.rest();
  assertEquals(stage.seen("stopped").map((event) => event.id).sort(), [factory.id, handler.id].sort());
});

Deno.test("the reason of a kill is the reason that stopped() and the watchers are told", async () => {
  await using stage = new Stage();
  const reasons: ExitReason[] = [];
  const ref = stage.system.spawn(stage.worker("a", { stopped: (reason) => void reasons.push(reason) }));
  await stage.rest();
  const end = stage.system.stopped(ref);
  stage.system.stop(ref, KILL);
  reasons.push(await end);
  assertEquals(reasons, [{ type: "killed" }, { type: "killed" }]);
  assert(!ref.tell(() => {}));
});
