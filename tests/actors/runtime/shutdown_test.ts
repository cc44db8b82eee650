import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { type Runnable, SHUTDOWN, System } from "../../../actors/mod.ts";
import { ManualClock, SeededScheduler } from "../../../actors/testing.ts";
import { hang, Stage } from "./_stage.ts";

Deno.test("shutdown() stops all actors, youngest first, and says why the system ended", async () => {
  const stage = new Stage();
  for (const name of ["a", "b", "c"]) stage.system.spawn(name, stage.worker(name));
  await stage.rest();
  stage.take();
  assertEquals(await stage.system.shutdown(), SHUTDOWN);
  assertEquals(stage.take(), ["-c shutdown", "-b shutdown", "-a shutdown"]);
  assertEquals(await stage.system.done, SHUTDOWN);
  assertEquals(stage.clock.timers, 0);
});

Deno.test("shutdown() of a system that nothing was spawned on ends it", async () => {
  assertEquals(await new System().shutdown(), SHUTDOWN);
});

Deno.test("shutdown() kills what is left at the deadline and says who overran", async () => {
  const stage = new Stage();
  const slow = stage.system.spawn("slow", stage.worker("slow"), { shutdown: Infinity });
  const late = stage.system.spawn("late", stage.worker("late"));
  for (const ref of [slow, late]) ref.tell(hang);
  await stage.rest();
  stage.take();
  const over = stage.system.shutdown({ deadline: 7_000 });
  await stage.clock.advance(5_000);
  assertEquals(stage.take(), ["-late killed"]);
  await stage.clock.advance(1_999);
  assertEquals(stage.take(), []);
  await stage.clock.advance(1);
  assertEquals((await over).type, "killed");
  assertEquals(stage.take(), ["-slow killed"]);
  assertEquals(stage.seen("overran"), [
    { type: "overran", id: late.id, shutdown: 5_000 },
    { type: "overran", id: slow.id, shutdown: 2_000 },
  ]);
});

Deno.test("shutdown() at its deadline names the actor that was waited for at every level", async () => {
  const stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {}, b: { spec: { shutdown: 60_000 } } });
  refs.b!.tell(hang);
  await stage.rest();
  const over = stage.system.shutdown();
  await stage.clock.advance(10_000);
  await over;
  assertEquals(
    stage.seen("overran").map(({ id, shutdown }) => [id, shutdown]).sort(),
    [
      [ref.id, 10_000],
      [refs.b!.id, 10_000],
    ].sort(),
  );
  assertEquals(stage.take(), ["+a", "+b", "-b killed", "-a killed"]);
});

Deno.test("shutdown() with deadline 0 kills at once", async () => {
  const stage = new Stage();
  stage.system.spawn(stage.worker("a")).tell(hang);
  await stage.rest();
  const over = stage.system.shutdown({ deadline: 0 });
  await stage.clock.advance(0);
  assertEquals((await over).type, "killed");
  assertEquals(stage.take(), ["+a", "-a killed"]);
});

Deno.test("shutdown() a second time joins the first, with the first's deadline", async () => {
  const stage = new Stage();
  stage.system.spawn(stage.worker("a"), { shutdown: Infinity }).tell(hang);
  await stage.rest();
  const first = stage.system.shutdown({ deadline: 50_000 });
  const second = stage.system.shutdown({ deadline: 1 });
  const third = stage.system[Symbol.asyncDispose]();
  await stage.clock.advance(49_999);
  assertEquals(stage.take(), ["+a"]);
  await stage.clock.advance(1);
  assertEquals(stage.take(), ["-a killed"]);
  assertStrictEquals(await first, await second);
  await third;
});

Deno.test("shutdown() of a system that has ended answers with its reason", async () => {
  const stage = new Stage();
  const reason = await stage.system.shutdown();
  assertStrictEquals(await stage.system.shutdown(), reason);
  assertStrictEquals(await stage.system.done, reason);
});

Deno.test("shutdown() leaves no timer of an actor's behind, and no tick arrives any more", async () => {
  const stage = new Stage();
  const gate = Promise.withResolvers<void>();
  stage.system.spawn(stage.worker("a", { stopped: () => gate.promise })).tell((self) => {
    self.timers.fixedRate("tick", 1, () => stage.log.push("tick"));
    self.timers.after("once", 0, () => stage.log.push("once"));
  });
  await stage.rest();
  const over = stage.system.shutdown();
  await stage.clock.advance(100);
  assertEquals(stage.take(), ["+a", "-a shutdown"]);
  assertEquals(stage.clock.timers, 2, "only the deadlines, of the shutdown and of the actor, are left");
  gate.resolve();
  await over;
  assertEquals(stage.clock.timers, 0);
});

Deno.test("shutdown() of a stopping system does not look for work again and again", async () => {
  let turns = 0;
  class Counting extends SeededScheduler {
    override ready(runnable: Runnable): void {
      turns++;
      super.ready(runnable);
    }
  }
  const stage = new Stage({ scheduler: new Counting(1) });
  const ref = stage.system.spawn(stage.worker("a"), { shutdown: Infinity });
  ref.tell(hang);
  for (let n = 0; n < 100; n++) ref.tell(() => {});
  await stage.rest();
  const over = stage.system.shutdown({ deadline: Infinity });
  await stage.rest();
  const before = turns;
  await stage.clock.advance(100_000);
  assertEquals(turns, before);
  stage.system.stop(ref, { after: "kill" });
  await over;
});

Deno.test("a system refuses everything once it has ended", async () => {
  const stage = new Stage();
  const ref = stage.system.spawn("a", stage.worker("a"));
  await stage.rest();
  await stage.system.shutdown();
  assertEquals(ref.tell(() => {}), false);
  assertEquals((await stage.system.stopped(ref)).type, "not-found");
  stage.system.stop(ref);
  assertEquals(stage.system.tree().state, "stopped");
  assertEquals(stage.system.tree().children, []);
});

Deno.test("await using a system shuts it down", async () => {
  let stopped = false;
  {
    await using system = new System({ clock: new ManualClock() });
    const started = Promise.withResolvers<void>();
    system.spawn(() => {
      started.resolve();
      return { receive() {}, stopped: () => void (stopped = true) };
    });
    await started.promise;
  }
  assert(stopped);
});
