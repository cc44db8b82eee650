import { assert, assertEquals, assertGreater, assertLessOrEqual } from "@std/assert";
import { ask } from "../../../actors/mod.ts";
import { within } from "../../_within.ts";
import { Brake, Office, PATIENCE } from "./_threads/office.ts";

const patience = { timeout: PATIENCE };

/** Lets everything on this thread come to rest. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

Deno.test("a worker() that is slower than its senders fills its mailbox here, and the rest is refused and counted", async () => {
  await using office = new Office();
  const brake = new Brake();
  const ref = await office.clerk("clerk", { capacity: 10, window: 4 });
  ref.tell({ type: "sleep until", flag: brake.flag });
  await brake.reached();
  let accepted = 0;
  for (let what = 0; what < 100; what++) {
    if (ref.tell({ type: "note", what })) accepted++;
    await rest();
  }
  assertEquals(accepted, 14);
  assertEquals(office.letters().filter(([why]) => why === "full").length, 86);
  brake.release();
  const probe = office.probe<unknown[]>();
  await ref.offer({ type: "notes", replyTo: probe.ref });
  await probe.expect(Array.from({ length: 14 }, (_, n) => n));
});

Deno.test("the window of a worker() is never larger than the capacity of its mailbox", async () => {
  await using office = new Office();
  const brake = new Brake();
  const ref = await office.clerk("clerk", { capacity: 3 });
  ref.tell({ type: "sleep until", flag: brake.flag });
  await brake.reached();
  let accepted = 0;
  for (let what = 0; what < 20; what++) {
    if (ref.tell({ type: "note", what })) accepted++;
    await rest();
  }
  assertEquals(accepted, 6);
  brake.release();
});

Deno.test("offer() to a worker() waits for room on the thread", async () => {
  await using office = new Office();
  const brake = new Brake();
  const ref = await office.clerk("clerk", { capacity: 1, window: 1 });
  ref.tell({ type: "sleep until", flag: brake.flag });
  await brake.reached();
  const admitted: number[] = [];
  const offers = [0, 1, 2, 3, 4].map((what) => ref.offer({ type: "note", what }).then(() => void admitted.push(what)));
  await rest();
  assertLessOrEqual(admitted.length, 3);
  brake.release();
  await within(Promise.all(offers), "the offers", PATIENCE);
  assertEquals(admitted, [0, 1, 2, 3, 4]);
  await ref.offer({ type: "note", what: 5 });
  let notes: unknown[] = [];
  while (notes.length < 6) {
    const probe = office.probe<unknown[]>();
    await ref.offer({ type: "notes", replyTo: probe.ref });
    notes = await probe.next();
  }
  assertEquals(notes, [0, 1, 2, 3, 4, 5]);
});

Deno.test("an actor on a thread that tells too much at once keeps a mailbox full of it, in order, and refuses the rest", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const probe = office.probe<number>();
  ref.tell({ type: "tell numbers", ref: probe.ref, count: 20_000 });
  for (let n = 0; n < 16_384; n++) assertEquals(await probe.next(), n);
  await ask(ref, { type: "query", what: "done" }, patience);
  await probe.expectNothing();
  assert(office.letters().every(([why]) => why === "full"));
  assertGreater(office.letters().length, 0);
});

Deno.test("a mailbox that is full drops what a thread tells it, as it does with everybody", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const seen: number[] = [];
  const sink = office.system.spawn("sink", () => async (n: number) => {
    await held;
    seen.push(n);
  }, { capacity: 5 });
  ref.tell({ type: "tell numbers", ref: sink, count: 20 });
  await ask(ref, { type: "query", what: "done" }, patience);
  await rest();
  release();
  await rest();
  assertLessOrEqual(seen.length, 6);
  assertEquals(office.letters().map(([why]) => why), Array.from({ length: 20 - seen.length }, () => "full"));
});

Deno.test("a thread that tells itself faster than it listens drops by its own bound, and that is heard of here", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk", { capacity: 10 });
  const letter = office.event("dead-letter", "clerk");
  const orders = Array.from({ length: 20 }, (_, what) => ({ type: "note", what }));
  ref.tell({ type: "tell", ref: ref as never, what: orders });
  const { why, message } = await letter;
  assertEquals([why, message], ["full", { type: "note", what: 10 }]);
});

Deno.test("a worker() answers while its thread is told more than it can handle", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk", { capacity: Infinity });
  for (let what = 0; what < 50_000; what++) ref.tell({ type: "note", what });
  const answer = ask(ref, { type: "query", what: "through" }, patience);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  assertEquals(await answer, "through");
  clearInterval(timer);
  assert(turns > 0);
});
