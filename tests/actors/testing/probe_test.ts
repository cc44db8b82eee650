import { assertEquals, assertRejects } from "@std/assert";
import { System } from "../../../actors/mod.ts";
import { ManualClock, Probe } from "../../../actors/testing.ts";

Deno.test("Probe.next() gives messages in order, whether they have come or are yet to come", async () => {
  await using system = new System();
  const probe = new Probe<number>(system);
  for (const n of [1, 2]) probe.ref.tell(n);
  assertEquals([await probe.next(), await probe.next()], [1, 2]);
  const next = probe.next();
  probe.ref.tell(3);
  assertEquals(await next, 3);
  assertEquals(probe.size, 0);
});

Deno.test("Probe.next() gives each message to one who waits", async () => {
  await using system = new System();
  const probe = new Probe<number>(system);
  const waiting = [probe.next(), probe.next(), probe.next()];
  for (const n of [1, 2, 3]) {
    probe.ref.tell(n);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assertEquals((await Promise.all(waiting)).sort(), [1, 2, 3]);
});

Deno.test("Probe.next() fails when nothing comes in time", async () => {
  await using system = new System({ clock: new ManualClock() });
  const probe = new Probe<number>(system, { timeout: 5 });
  await assertRejects(() => probe.next(), Error, "Expected a message within 5 ms, got none");
  probe.ref.tell(1);
  assertEquals(await probe.next(), 1);
});

Deno.test("Probe.expect() passes with what it expects and fails with anything else", async () => {
  await using system = new System();
  const probe = new Probe<{ type: string }>(system);
  probe.ref.tell({ type: "one" });
  await probe.expect({ type: "one" });
  probe.ref.tell({ type: "two" });
  const error = await probe.expect({ type: "three" }).catch((error) => error);
  assertEquals(error.name, "AssertionError");
  await assertRejects(() => new Probe(system, { timeout: 1 }).expect(1), Error, "within 1 ms");
});

Deno.test("Probe.expectNothing() lets everything run first, and fails if something has come", async () => {
  await using system = new System();
  const probe = new Probe<string>(system);
  await probe.expectNothing();
  const far = system.spawn("far", () => (message: string) => void probe.ref.tell(message));
  const near = system.spawn("near", () => async (message: string) => {
    await Promise.resolve();
    far.tell(message);
  });
  near.tell("by a long way");
  const error = await probe.expectNothing().catch((error) => error);
  assertEquals(error.name, "AssertionError");
  await probe.expect("by a long way");
});

Deno.test("Probe.expectTerminated() gives the reason of an end, and fails when there is none in time", async () => {
  await using system = new System();
  const probe = new Probe(system, { timeout: 5 });
  const ref = system.spawn("a", () => () => {});
  await assertRejects(() => probe.expectTerminated(ref), Error, `Expected the end of ${ref.id} within 5 ms, got none`);
  system.stop(ref, { after: "kill" });
  assertEquals(await probe.expectTerminated(ref), { type: "killed" });
  assertEquals(await probe.expectTerminated(ref), { type: "not-found" });
});
