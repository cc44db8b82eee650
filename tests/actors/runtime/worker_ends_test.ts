import { assert, assertEquals, assertInstanceOf, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import {
  ask,
  type ChildSpec,
  type ExitReason,
  type Ref,
  spawnWorker,
  StoppedError,
  supervisor,
  System,
  ThreadError,
  worker,
} from "../../../actors/mod.ts";
import { localRef } from "../../../actors/runtime/_local_ref.ts";
import { requestEnd } from "../../../actors/runtime/_requests.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";
import { Brake, CLERK, Office, PATIENCE } from "./_threads/office.ts";
import type { Order } from "./_threads/clerk.ts";

const patience = { timeout: PATIENCE };

/** How the clerk ends after one order. */
async function endAfter(order: Order, restart: ChildSpec["restart"] = "temporary"): Promise<ExitReason> {
  await using office = new Office();
  const ref = await office.clerk("clerk", { restart });
  const end = office.system.stopped(ref);
  ref.tell(order);
  return await within(end, "the end of the clerk", PATIENCE);
}

/** The error that the clerk fails with after one order. */
async function errorAfter(order: Order): Promise<Error> {
  const reason = await endAfter(order);
  assert(reason.type === "failed", reason.type);
  assertInstanceOf(reason.error, Error);
  return reason.error;
}

Deno.test("worker() fails with the error that a handler on the thread throws, of the same class, with its stack", async () => {
  const error = await errorAfter({ type: "fail", text: "boom" });
  assertInstanceOf(error, RangeError);
  assertEquals(error.message, "boom");
  assertStringIncludes(error.stack ?? "", "clerk.ts");
});

Deno.test("worker() fails with the value that a handler on the thread throws where it is no error", async () => {
  assertEquals(await endAfter({ type: "throw", what: { code: 7 } }), { type: "failed", error: { code: 7 } });
});

Deno.test("worker() fails with the name and the cause of an error of a class that only the thread knows", async () => {
  const failure = Object.assign(new Error("inner", { cause: new TypeError("root") }), { name: "OddError" });
  const error = await errorAfter({ type: "throw", what: failure });
  assertEquals([error.message, (error.cause as Error).name], ["inner", "TypeError"]);
});

Deno.test("worker() fails with an error that is thrown outside a handler", async () => {
  assertEquals(String(await errorAfter({ type: "throw later" })), "TypeError: late");
});

Deno.test("worker() fails with a rejection that nobody handles", async () => {
  assertEquals(String(await errorAfter({ type: "reject later" })), "TypeError: unhandled");
});

Deno.test("worker() fails with a ThreadError when the thread closes itself", async () => {
  const error = await errorAfter({ type: "close the thread" });
  assertInstanceOf(error, ThreadError);
  assertStringIncludes(error.message, "clerk.ts was closed before its actor had stopped");
});

Deno.test("worker() fails with a ThreadError when the thread exits", async () => {
  assertInstanceOf(await errorAfter({ type: "exit the thread" }), ThreadError);
});

Deno.test("worker() ends normally when the actor on the thread stops itself, and a transient one stays ended", async () => {
  assertEquals(await endAfter({ type: "stop", after: "message" }, "transient"), { type: "normal" });
});

Deno.test("worker() has been killed when the actor on the thread kills itself", async () => {
  assertEquals(await endAfter({ type: "stop", after: "kill" }), { type: "killed" });
});

Deno.test("worker() ends with shutdown when the system on the thread is shut down", async () => {
  assertEquals(await endAfter({ type: "shut down" }), { type: "shutdown" });
});

for (
  const order of [
    { type: "fail", text: "boom" },
    { type: "throw later" },
    { type: "close the thread" },
    { type: "stop", after: "kill" },
  ] as const
) {
  Deno.test(`worker() restarts with a fresh thread after "${order.type}"`, async () => {
    await using office = new Office();
    const ref = await office.clerk("clerk");
    ref.tell({ type: "note", what: 1 });
    const restarted = office.event("started", "clerk");
    ref.tell(order);
    assertEquals((await restarted).incarnation, 2);
    assertEquals(await ask(ref, { type: "notes" }, patience), []);
  });
}

Deno.test("a restart of a worker() consumes the message that failed and keeps those behind it, in order", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const expected: number[] = [];
  for (let n = 0; n < 3_000; n++) {
    ref.tell({ type: "note", what: n });
    if (n === 1_500) ref.tell({ type: "fail", text: "halfway" });
    if (n > 1_500) expected.push(n);
  }
  assertEquals(await ask(ref, { type: "notes" }, patience), expected);
});

Deno.test("a restart of a worker() whose thread was lost handles no message twice and loses none", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const probe = office.probe<unknown>();
  for (let n = 0; n < 600; n++) {
    ref.tell({ type: "tell", ref: probe.ref, what: [n] });
    if (n % 200 === 100) ref.tell({ type: "exit the thread" });
  }
  for (let n = 0; n < 600; n++) await probe.expect(n);
  assertEquals(office.events.filter((event) => event.type === "restarting").length, 3);
});

Deno.test("a kill ends a worker() in the middle of a loop, and what it had not begun with is handled by the next", async () => {
  await using office = new Office();
  const brake = new Brake();
  const refs: Ref<Order>[] = [];
  office.system.spawn(
    "supervisor",
    supervisor({ intensity: 10 }, (self) => void refs.push(spawnWorker<Order>(self, "clerk", CLERK, { window: 8 }))),
  );
  while (refs.length === 0) await turn();
  const ref = refs[0]!;
  ref.tell({ type: "note", what: "before" });
  ref.tell({ type: "loop", flag: brake.flag });
  for (let n = 0; n < 20; n++) ref.tell({ type: "note", what: n });
  await brake.reached();
  requestEnd(localRef(ref)!.cell, { kill: true });
  assertEquals(await ask(ref, { type: "notes" }, patience), Array.from({ length: 20 }, (_, n) => n));
});

Deno.test("ask() of a worker() rejects with the failure that the question caused", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const question = { type: "fail to answer", text: "cannot" } as const;
  const error = await assertRejects(() => ask(ref, question, patience), RangeError, "cannot");
  assertStringIncludes((error as Error).stack ?? "", "clerk.ts");
});

Deno.test("ask() of a worker() rejects at once when the thread ends without an answer", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const answer = ask(ref, { type: "never answer" }, { timeout: Infinity });
  ref.tell({ type: "fail", text: "boom" });
  await assertRejects(() => within(answer, "the rejection", PATIENCE), RangeError, "boom");
});

Deno.test("ask() of a worker() that restarts is answered by the next incarnation if it was not begun with", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "fail", text: "boom" });
  assertEquals(await ask(ref, { type: "query", what: 1 }, patience), 1);
});

Deno.test("ask() of a worker() rejects with a StoppedError when it has ended for good", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk", { restart: "temporary" });
  const before = ask(ref, { type: "never answer" }, { timeout: Infinity });
  ref.tell({ type: "stop", after: "message" });
  await assertRejects(() => within(before, "the rejection", PATIENCE), ThreadError, "has ended: normal");
  await assertRejects(() => ask(ref, { type: "query", what: 1 }), StoppedError);
});

Deno.test("stop() of a worker() lets it finish its message, run `stopped`, and makes dead letters of the rest", async () => {
  await using office = new Office();
  const brake = new Brake();
  const farewell = office.probe<string>();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "farewell", to: farewell.ref });
  ref.tell({ type: "sleep until", flag: brake.flag });
  for (let what = 0; what < 3; what++) ref.tell({ type: "note", what });
  await brake.reached();
  const end = office.system.stopped(ref);
  office.system.stop(ref);
  // Only when the host has had its turn does it know which messages are still its own.
  await turn();
  brake.release();
  await farewell.expect("stopped, shutdown");
  assertEquals(await end, { type: "shutdown" });
  assertEquals(office.letters(), [0, 1, 2].map((what) => ["stopped", { type: "note", what }]));
});

Deno.test("stop() of a worker() whose thread has no room makes a dead letter of each message that was not handled", async () => {
  await using office = new Office();
  const brake = new Brake();
  const probe = office.probe<number>();
  const ref = await office.clerk("clerk", { window: 1 });
  ref.tell({ type: "sleep until", flag: brake.flag });
  for (let n = 0; n < 20; n++) ref.tell({ type: "tell", ref: probe.ref as Ref<never>, what: [n] });
  await brake.reached();
  const end = office.system.stopped(ref);
  office.system.stop(ref);
  brake.release();
  assertEquals(await within(end, "the end", PATIENCE), { type: "shutdown" });
  await turn();
  const handled: number[] = [];
  while (probe.size > 0) handled.push(await probe.next());
  const letters = office.letters().map(([why, message]) => [why, (message as { what: number[] }).what[0]]);
  assertLess(handled.length, 20);
  assertEquals(handled, Array.from({ length: handled.length }, (_, n) => n));
  assertEquals(letters, Array.from({ length: 20 - handled.length }, (_, n) => ["stopped", handled.length + n]));
});

Deno.test("stop() of a worker() after its mail lets the thread handle all that was accepted", async () => {
  await using office = new Office();
  const brake = new Brake();
  const probe = office.probe<unknown>();
  const ref = await office.clerk("clerk", { window: 4 });
  ref.tell({ type: "sleep until", flag: brake.flag });
  for (let n = 0; n < 20; n++) ref.tell({ type: "tell", ref: probe.ref, what: [n] });
  const end = office.system.stopped(ref);
  office.system.stop(ref, { after: "drain" });
  assertEquals(ref.tell({ type: "note", what: "too late" }), false);
  brake.release();
  for (let n = 0; n < 20; n++) await probe.expect(n);
  assertEquals(await end, { type: "shutdown" });
  assertEquals(office.letters(), [["stopped", { type: "note", what: "too late" }]]);
});

Deno.test("stop() of a worker() that handles nothing more in time ends with a kill after its `shutdown`", async () => {
  const clock = new ManualClock();
  await using office = new Office({ clock });
  const brake = new Brake();
  let ref: Ref<Order> | undefined;
  const parent = office.system.spawn(
    "parent",
    supervisor({}, (self) => void (ref = spawnWorker<Order>(self, "clerk", CLERK, { shutdown: 700 }))),
  );
  while (ref === undefined) await turn();
  ref.tell({ type: "loop", flag: brake.flag });
  await brake.reached();
  const overran = office.event("overran", "clerk");
  const end = office.system.stopped(ref);
  office.system.stop(parent);
  await clock.advance(699);
  assertEquals(office.events.filter((event) => event.type === "overran"), []);
  await clock.advance(1);
  await overran;
  assertEquals(await within(end, "the end", PATIENCE), { type: "killed" });
});

Deno.test("stop() of a worker() that is starting waits for the start, and a kill does not", async () => {
  await using office = new Office();
  const slow = "data:text/javascript,await new Promise(() => {}); export default () => () => {};";
  const ref = office.system.spawn("slow", worker<string>(slow));
  const end = office.system.stopped(ref);
  office.system.stop(ref);
  office.system.stop(ref, { after: "kill" });
  assertEquals(await within(end, "the end", PATIENCE), { type: "killed" });
});

Deno.test("System.shutdown() ends a thread that loops within its deadline", async () => {
  const system = new System();
  system.events().subscribe(() => {});
  const brake = new Brake();
  spawnWorker<Order>(system, "clerk", CLERK).tell({ type: "loop", flag: brake.flag });
  await brake.reached();
  assertEquals(await within(system.shutdown({ deadline: 50 }), "the end", PATIENCE), { type: "killed" });
});

Deno.test("System.shutdown() runs `stopped` of the actor on the thread and delivers what it says", async () => {
  await using office = new Office();
  const farewell = office.probe<string>();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "farewell", to: farewell.ref });
  await ask(ref, { type: "query", what: 1 }, patience);
  office.system.stop(ref);
  await farewell.expect("stopped, shutdown");
});

Deno.test("a worker() that fails more often than its supervisor allows ends the supervisor", async () => {
  const system = new System({ intensity: 1, period: 60_000 });
  system.events().subscribe(() => {});
  const ref = spawnWorker<Order>(system, "clerk", CLERK);
  ref.tell({ type: "fail", text: "one" });
  ref.tell({ type: "fail", text: "two" });
  assertEquals((await within(system.done, "the end", PATIENCE)).type, "shutdown");
});

Deno.test("watch() of a worker() tells of its end, not of its restarts", async () => {
  await using office = new Office();
  const probe = office.probe<string>();
  const ref = await office.clerk("clerk");
  office.system.spawn((self) => {
    self.watch(ref);
    return {
      receive: () => {},
      signal: (signal) => void probe.ref.tell(`${signal.type} ${signal.ref === ref} ${signal.reason.type}`),
    };
  });
  ref.tell({ type: "fail", text: "boom" });
  ref.tell({ type: "stop", after: "message" });
  await probe.expect("terminated true normal");
  await probe.expectNothing();
});

Deno.test("a failure of another actor on the thread is an event of the system that the thread belongs to", async () => {
  await using office = new Office();
  const probe = office.probe<Ref<Order>>();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "hire", replyTo: probe.ref });
  const failed = office.event("failed", "clerk");
  (await probe.next()).tell({ type: "fail", text: "child" });
  const { id, error } = await failed;
  assertStringIncludes(id, "/clerk:/clerk/$");
  assertEquals(String(error), "RangeError: child");
  assertEquals(await ask(ref, { type: "query", what: "still here" }, patience), "still here");
});
