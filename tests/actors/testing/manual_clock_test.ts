import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Context, System } from "../../../actors/mod.ts";
import { ManualClock, Probe } from "../../../actors/testing.ts";

Deno.test("ManualClock stands still until it is turned", async () => {
  const clock = new ManualClock(100);
  let called = 0;
  clock.setTimer(() => called++, 0);
  await new Promise((resolve) => setTimeout(resolve, 2));
  assertEquals([clock.now(), clock.timers, called], [100, 1, 0]);
  await clock.advance(0);
  assertEquals([clock.now(), clock.timers, called], [100, 0, 1]);
});

Deno.test("ManualClock.advance() calls timers at their own times, earliest first, then in the order of setting", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { maxLength: 12 }),
      fc.array(fc.nat(15), { maxLength: 4 }),
      async (delays, turns) => {
        const clock = new ManualClock();
        const calls: [number, number][] = [];
        delays.forEach((delay, i) => clock.setTimer(() => calls.push([clock.now(), i]), delay));
        for (const time of turns) await clock.advance(time);
        const end = turns.reduce((sum, time) => sum + time, 0);
        const due = delays.map((delay, i): [number, number] => [delay, i]).filter(([delay]) => delay <= end);
        assertEquals(calls, due.sort(([a, i], [b, j]) => a - b || i - j).filter(() => turns.length !== 0));
        assertEquals(clock.now(), end);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("ManualClock.advance() calls timers that are set on the way", async () => {
  const clock = new ManualClock();
  const calls: number[] = [];
  const again = (): void => {
    calls.push(clock.now());
    clock.setTimer(again, 10);
  };
  clock.setTimer(again, 10);
  await clock.advance(35);
  assertEquals(calls, [10, 20, 30]);
  assertEquals(clock.now(), 35);
});

Deno.test("ManualClock calls no timer that was cancelled, also by an earlier one at the same time", async () => {
  const clock = new ManualClock();
  const calls: string[] = [];
  clock.setTimer(() => {
    calls.push("first");
    cancel();
    cancel();
  }, 10);
  const cancel = clock.setTimer(() => calls.push("cancelled"), 10);
  clock.setTimer(() => calls.push("last"), 10);
  await clock.advance(10);
  assertEquals(calls, ["first", "last"]);
  assertEquals(clock.timers, 0);
});

Deno.test("ManualClock.advance() lets actors come to rest between timers, however much they have to do", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const log: string[] = [];
  const busy = system.spawn("busy", (self: Context<number>) => async (left: number) => {
    for (const end = performance.now() + 0.5; performance.now() < end;);
    await Promise.resolve();
    if (left > 0) self.ref.tell(left - 1);
    else log.push(`rest at ${clock.now()}`);
  });
  for (const time of [10, 11]) clock.setTimer(() => busy.tell(30), time);
  await clock.advance(20);
  assertEquals(log, ["rest at 10", "rest at 11"]);
});

Deno.test("ManualClock drives a system's timers", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const probe = new Probe<number>(system);
  system.spawn("a", (self: Context<string>) => {
    self.timers.fixedRate("key", 1_000, "tick");
    return () => void probe.ref.tell(clock.now());
  });
  await clock.advance(0);
  await clock.advance(3_600_000);
  assertEquals(probe.size, 3_600);
  await probe.expect(1_000);
});
