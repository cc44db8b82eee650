import { assert, assertAlmostEquals, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { backoffDelay, calmRun } from "../../../actors/mod.ts";
import { crash, Stage } from "./_stage.ts";

const BACKOFF = { min: 100, max: 1_000, jitter: 0 };

/** The delays that were announced. */
function delays(stage: Stage): number[] {
  return stage.seen("restarting").map((event) => event.delay);
}

Deno.test("backoffDelay() doubles from min up to max", () => {
  assertEquals([0, 1, 2, 3, 4, 5].map((k) => backoffDelay(BACKOFF, k, 0)), [100, 200, 400, 800, 1_000, 1_000]);
});

Deno.test("backoffDelay() adds up to the jitter's part of the wait, a fifth by default", () => {
  assertEquals(backoffDelay({ ...BACKOFF, jitter: 0.5 }, 0, 0.5), 125);
  assertAlmostEquals(backoffDelay({ min: 100, max: 1_000 }, 0, 0.9999999), 120, 0.01);
  assertEquals(backoffDelay({ min: 100, max: 1_000, jitter: 1 }, 9, 0.5), 1_500);
});

Deno.test("backoffDelay() is 0 without a policy", () => {
  assertEquals(backoffDelay(undefined, 7, 0.5), 0);
  assertEquals(calmRun(undefined), 0);
});

Deno.test("calmRun() lies midway between min and max", () => {
  assertEquals(calmRun(BACKOFF), 550);
});

Deno.test("backoffDelay() stays between min and max with jitter, however often", () => {
  const policy = fc.record({
    min: fc.nat(1_000),
    more: fc.nat(100_000),
    jitter: fc.double({ min: 0, max: 2, noNaN: true }),
  });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(fc.property(policy, fc.nat(5_000), random, ({ min, more, jitter }, consecutive, chance) => {
    const delay = backoffDelay({ min, max: min + more, jitter }, consecutive, chance);
    assertGreaterOrEqual(delay, min);
    assertLessOrEqual(delay, (min + more) * (1 + jitter));
  }));
});

Deno.test("supervisor() waits longer before each consecutive restart, and no longer than max", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ intensity: 100, period: 1, backoff: BACKOFF }, { a: {} });
  for (const delay of [100, 200, 400, 800, 1_000, 1_000]) {
    refs.a!.tell(crash);
    await stage.rest();
    stage.take();
    await stage.clock.advance(delay - 1);
    assertEquals(stage.take(), []);
    await stage.clock.advance(1);
    assertEquals(stage.take(), ["+a"]);
  }
  assertEquals(delays(stage), [100, 200, 400, 800, 1_000, 1_000]);
});

Deno.test("supervisor() takes a backoff's chance from the system", async () => {
  await using stage = new Stage({ random: () => 0.5 });
  const { refs } = await stage.supervise({ backoff: { min: 100, max: 1_000, jitter: 1 } }, { a: {} });
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(delays(stage), [150]);
});

Deno.test("supervisor() begins anew with the shortest wait after a run of (min + max) / 2 without failure", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ intensity: 100, backoff: BACKOFF }, { a: {} });
  const crashAfter = async (time: number) => {
    await stage.clock.advance(time);
    refs.a!.tell(crash);
    await stage.rest();
  };
  await crashAfter(0);
  await crashAfter(100 + 549);
  await crashAfter(200 + 550);
  assertEquals(delays(stage), [100, 200, 100]);
});

Deno.test("supervisor() counts failed starts as consecutive restarts of its backoff", async () => {
  await using stage = new Stage();
  let broken = false;
  const start = () => {
    if (broken) throw new Error("no luck");
  };
  const { refs } = await stage.supervise({ intensity: 100, backoff: BACKOFF }, { a: { start } });
  // However calm the run before was.
  await stage.clock.advance(100_000);
  broken = true;
  refs.a!.tell(crash);
  await stage.clock.advance(100 + 200 + 400);
  broken = false;
  await stage.clock.advance(800);
  assertEquals(delays(stage), [100, 200, 400, 800]);
  assertEquals(stage.take(), ["+a", "-a failed", "+a", "+a", "+a", "+a"]);
});

Deno.test("supervisor() keeps the mail of a child that waits for its restart, under the mailbox's bound", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ backoff: BACKOFF }, { a: { spec: { capacity: 2 } } });
  refs.a!.tell(crash);
  await stage.rest();
  const accepted = [1, 2, 3].map((n) => refs.a!.tell(() => void stage.log.push(`task ${n}`)));
  assertEquals(accepted, [true, true, false]);
  await stage.clock.advance(100);
  assertEquals(stage.take(), ["+a", "-a failed", "+a", "task 1", "task 2"]);
  assertEquals(stage.seen("dead-letter").map((event) => event.why), ["full"]);
});

Deno.test("supervisor() counts a restart against its intensity when it is decided, not when the wait is over", async () => {
  await using stage = new Stage();
  const backoff = { min: 4_000, max: 4_000, jitter: 0 };
  const { ref, refs } = await stage.supervise({ intensity: 1, period: 5_000, backoff }, { a: {} }, {
    restart: "temporary",
  });
  refs.a!.tell(crash);
  await stage.clock.advance(4_500);
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up").map((event) => event.id), [ref.id]);
});

Deno.test("supervisor() forgets about a waiting restart when it is stopped", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({ backoff: BACKOFF }, { a: {} });
  refs.a!.tell(crash);
  await stage.rest();
  stage.system.stop(ref);
  await stage.rest();
  assertEquals((await stage.system.stopped(refs.a!)).type, "not-found");
  assertEquals(stage.clock.timers, 0);
  await stage.clock.advance(1_000);
  assertEquals(stage.take(), ["+a", "-a failed"]);
});

Deno.test("supervisor() that waits for a restart answers a stop of that child at once", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ backoff: BACKOFF }, { a: {}, b: {} });
  refs.a!.tell(crash);
  await stage.rest();
  let reason = "";
  void stage.system.stopped(refs.a!).then((end) => reason = end.type);
  stage.system.stop(refs.a!);
  await stage.rest();
  assertEquals(reason, "shutdown");
  await stage.clock.advance(1_000);
  assertEquals(stage.take(), ["+a", "+b", "-a failed"]);
  assert(refs.b!.tell(() => {}));
});
