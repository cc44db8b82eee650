import { assertEquals, assertGreater } from "@std/assert";
import { type Context, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { listen } from "./_listen.ts";

Deno.test("System.totals() counts what those have done that have ended, once", async () => {
  await using system = new System({ intensity: 10 });
  listen(system);
  const ends = (self: Context<string>) => (message: string) => {
    if (message === "boom") throw new Error("boom");
    if (message === "stop") self.stop();
  };
  const refs = [system.spawn("a", ends), system.spawn("b", ends)];
  for (const ref of refs) for (const message of ["one", "boom", "stop"]) ref.tell(message);
  await turn();
  const { time, ...figures } = system.totals();
  assertEquals(figures, { actors: 1, queue: 0, restarts: 2, handled: 6 });
  assertGreater(time, -1);
});

Deno.test("System.totals() keeps the figures of an actor that is stopped while it is idle, or killed while it waits", async () => {
  await using system = new System();
  const idle = system.spawn("idle", () => () => {});
  const waits = system.spawn("waits", () => () => new Promise<void>(() => {}));
  idle.tell("one");
  waits.tell("one");
  await turn();
  assertEquals(system.totals().handled, 2);
  system.stop(idle);
  system.stop(waits, { after: "kill" });
  await Promise.all([system.stopped(idle), system.stopped(waits)]);
  assertEquals(system.totals().handled, 2);
});

Deno.test("System.totals() keeps the time of those that have ended", async () => {
  await using system = new System();
  const ref = system.spawn("busy", (self: Context<number>) => (n: number) => {
    for (const end = performance.now() + 0.02; performance.now() < end;);
    if (n > 0) self.ref.tell(n - 1);
    else self.stop();
  });
  ref.tell(2_000);
  await system.stopped(ref);
  await turn();
  assertGreater(system.totals().time, 20);
});

Deno.test("System.totals() of a system that has ended are those of its whole life, with nobody in it", async () => {
  const system = new System();
  system.spawn("a", () => () => {}).tell("one");
  await turn();
  await system.shutdown();
  const { actors, queue, handled } = system.totals();
  assertEquals([actors, queue, handled], [0, 0, 1]);
});

Deno.test("System.totals() keeps the figures of an actor that ends in the turn of its last child", async () => {
  await using system = new System();
  const parent = system.spawn("parent", (self: Context<string>) => {
    self.spawn("child", () => ({ receive() {}, stopped: () => Promise.resolve() }));
    return () => {};
  });
  parent.tell("one");
  await turn();
  system.stop(parent);
  await system.stopped(parent);
  await turn();
  const { actors, handled } = system.totals();
  assertEquals([actors, handled], [1, 1]);
});
