import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Actor, ask, AskTimeoutError, type Context, type Ref, StoppedError } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";
import { Brake, kept, Office, PATIENCE } from "./_threads/office.ts";
import type { Order, Query } from "./_threads/clerk.ts";

const patience = { timeout: PATIENCE };

/** Answers with what it is asked. */
const echo: Actor<Query> = () => ({ what, replyTo }) => void replyTo.tell(what);

Deno.test("a ref in a message to a worker() leads back to its actor", async () => {
  await using office = new Office();
  const probe = office.probe<unknown>();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "tell", ref: probe.ref, what: [1, "two", { three: 3 }] });
  await probe.expect(1);
  await probe.expect("two");
  await probe.expect({ three: 3 });
});

Deno.test("refs anywhere in a message cross both ways and come back as the very same", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const { ref: one } = office.probe<string>();
  const { ref: two } = office.probe<string>();
  const shared = { ref: one };
  const loop: { self?: unknown; ref: Ref<string> } = { ref: two };
  loop.self = loop;
  const what = {
    list: [one, [two], shared, shared],
    map: new Map<unknown, unknown>([[one, "key"], ["value", two], ["plain", 1]]),
    set: new Set<unknown>(["before", one, "after"]),
    loop,
    me: ref,
    date: new Date(0),
  };
  const answer = await ask(ref, { type: "query", what }, patience) as typeof what;
  assert(answer.list[0] === one);
  assert((answer.list[1] as unknown[])[0] === two);
  assert(answer.list[2] === answer.list[3]);
  assert((answer.list[2] as typeof shared).ref === one);
  assertEquals([...answer.map.entries()], [...what.map.entries()]);
  assert(answer.map.get(one) === "key" && answer.map.get("value") === two);
  assertEquals([...answer.set], ["before", one, "after"]);
  assert(answer.loop.self === answer.loop && answer.loop.ref === two);
  assert(answer.me === ref);
  assertEquals(answer.date, new Date(0));
});

Deno.test("a message to a worker() that is nothing but a ref is that ref on the other side", async () => {
  await using office = new Office();
  const probe = office.probe<string>();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "tell", ref: probe.ref as Ref<never>, what: [probe.ref] });
  assert(await probe.next() as unknown === probe.ref);
});

Deno.test("the ref of a worker() is the own ref of its actor on the thread", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  assertEquals(await ask(ref, { type: "who", ref }, patience), "me");
});

Deno.test("the ref of another actor has the path that it came from on the other side, and a number of its own", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const neighbour = office.system.spawn("neighbour", echo);
  assertMatch(await ask(ref, { type: "who", ref: neighbour }, patience), /^host:\/neighbour#\d+$/);
  const child = await ask(ref, { type: "hire" }, patience);
  assertMatch(child.id, /^\/clerk:\/clerk\/\$\d+#\d+$/);
});

Deno.test("an actor on a thread can be told, asked, watched and offered to, once its ref is known", async () => {
  await using office = new Office();
  const probe = office.probe<string>();
  const ref = await office.clerk("clerk");
  const child = await ask(ref, { type: "hire" }, patience);
  child.tell({ type: "note", what: 1 });
  await child.offer({ type: "note", what: 2 });
  assertEquals(await ask(child, { type: "notes" }, patience), [1, 2]);
  office.system.spawn((self) => {
    self.watch(child);
    return { receive: () => {}, signal: ({ ref, reason }) => void probe.ref.tell(`${ref === child} ${reason.type}`) };
  });
  child.tell({ type: "fail", text: "boom" });
  await probe.expect("true failed");
  assertEquals(child.tell({ type: "note", what: 3 }), false);
  await assertRejects(() => ask(child, { type: "notes" }), StoppedError);
});

Deno.test("ask() of another actor on a thread rejects with the failure that the question caused", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const child = await ask(ref, { type: "hire" }, patience);
  await assertRejects(() => ask(child, { type: "fail to answer", text: "no" }, patience), RangeError, "no");
});

Deno.test("an actor on a thread can ask an actor of the system that the thread belongs to", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const neighbour = office.system.spawn("neighbour", echo);
  assertEquals(await ask(ref, { type: "ask", ref: neighbour, what: "hello" }, patience), "hello");
});

Deno.test("an actor on a thread hears why its question to the other side failed, and of the end of who was asked", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const failing = office.system.spawn("failing", (): (query: Query) => void => () => {
    throw new RangeError("not me");
  }, { restart: "temporary" });
  const question = { type: "ask", ref: failing, what: 1 } as const;
  assertEquals(await ask(ref, question, patience), "RangeError: not me");
  assertMatch(String(await ask(ref, question, patience)), /^StoppedError: Cannot ask host:\/failing#/);
});

Deno.test("an actor on a thread that watches an actor of the other side hears of its end, or that it had ended", async () => {
  await using office = new Office();
  const report = office.probe<string>();
  const ref = await office.clerk("clerk");
  const neighbour = office.system.spawn("neighbour", echo);
  ref.tell({ type: "watch", ref: neighbour, report: report.ref });
  await ask(ref, { type: "query", what: 1 }, patience);
  await report.expectNothing();
  office.system.stop(neighbour);
  await report.expect("host:/neighbour shutdown");
  ref.tell({ type: "watch", ref: neighbour, report: report.ref });
  await report.expect("host:/neighbour not-found");
});

Deno.test("those who watch an actor on a thread hear of its end when the thread ends", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const child = await ask(ref, { type: "hire" }, patience);
  const end = office.system.stopped(child);
  ref.tell({ type: "exit the thread" });
  assertEquals((await within(end, "the end of the child", PATIENCE)).type, "failed");
});

Deno.test("an adapted ref works from the other side, both ways, and comes back as the very same", async () => {
  await using office = new Office();
  const probe = office.probe<string>();
  const ref = await office.clerk("clerk");
  let adapted: Ref<number> | undefined;
  office.system.spawn("owner", (self: Context<string>) => {
    adapted = self.adapt((n: number) => `number ${n}`);
    return (text: string) => void probe.ref.tell(text);
  });
  while (adapted === undefined) await turn();
  ref.tell({ type: "tell", ref: adapted, what: [7] });
  await probe.expect("number 7");
  assert(await ask(ref, { type: "query", what: adapted }, patience) === adapted);

  const foreign = await ask(ref, { type: "adapted" }, patience);
  foreign.tell(4);
  assertEquals(await ask(ref, { type: "notes" }, patience), [40]);
});

Deno.test("an adapted ref of a worker() leads nowhere after its restart", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const adapted = await ask(ref, { type: "adapted" }, patience);
  ref.tell({ type: "fail", text: "boom" });
  const letter = office.event("dead-letter", "clerk");
  adapted.tell(4);
  assertEquals(await ask(ref, { type: "notes" }, patience), []);
  const { why, message } = await letter;
  assertEquals([why, message], ["stopped", 4]);
});

Deno.test("an adapted ref of an actor that has ended makes dead letters from the other side", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  let adapted: Ref<number> | undefined;
  const owner = office.system.spawn("owner", (self: Context<string>) => {
    adapted = self.adapt(String);
    return () => {};
  });
  while (adapted === undefined) await turn();
  office.system.stop(owner);
  await office.system.stopped(owner);
  const letter = office.event("dead-letter", "owner");
  ref.tell({ type: "tell", ref: adapted!, what: [7] });
  assertEquals((await letter).why, "stopped");
});

Deno.test("a ref goes on from one thread to another", async () => {
  await using office = new Office();
  const probe = office.probe<unknown>();
  const one = await office.clerk("one");
  const two = await office.clerk("two");
  const child = await ask(one, { type: "hire" }, patience);
  assertEquals(await ask(two, { type: "ask", ref: child as Ref<Query>, what: "far" }, patience), "far");
  one.tell({ type: "tell", ref: two as Ref<never>, what: [{ type: "tell", ref: probe.ref, what: ["round"] }] });
  await probe.expect("round");
});

Deno.test("a question that a thread passes on is answered by whoever it was passed to", async () => {
  await using office = new Office();
  const one = await office.clerk("one", { restart: "temporary" });
  const two = await office.clerk("two");
  let kept: Ref<unknown> | undefined;
  const keeper = office.system.spawn("keeper", () => ({ replyTo }: Query) => void (kept = replyTo));
  const passOn = office.system.spawn("passing", () => (query: Query) => {
    one.tell({ type: "tell", ref: two as Ref<never>, what: [query] });
  });
  assertEquals(await ask(passOn, { type: "query", what: "passed on" }, patience), "passed on");

  const answer = ask(one, { type: "never answer" }, { timeout: Infinity });
  const passed = ask(
    office.system.spawn("home", () => (query: Query) => {
      one.tell({ type: "tell", ref: keeper as Ref<never>, what: [query] });
    }),
    { type: "query", what: "home again" },
    patience,
  );
  while (kept === undefined) await new Promise((resolve) => setTimeout(resolve));
  one.tell({ type: "stop", after: "message" });
  await assertRejects(() => within(answer, "the rejection", PATIENCE));
  kept.tell("after the thread");
  assertEquals(await passed, "after the thread");
});

Deno.test("System.stop() on a thread refuses the ref of an actor of the other side", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const neighbour = office.system.spawn("neighbour", echo);
  assertMatch(
    await ask(ref, { type: "stop other", ref: neighbour }, patience),
    /^TypeError: Cannot stop host:\/neighbour#\d+: it is not the ref of an actor of this system$/,
  );
  assertEquals(await ask(neighbour, { type: "query", what: 1 }), 1);
});

Deno.test("a second answer from a thread is dropped and counted", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const letter = office.event("dead-letter", "clerk");
  assertEquals(await ask(ref, { type: "answer twice" }, patience), "first");
  const { why, message } = await letter;
  assertEquals([why, message], ["late-reply", "second"]);
});

Deno.test("an answer from a thread that comes after the timeout is dropped and counted", async () => {
  await using office = new Office();
  const brake = new Brake();
  const ref = await office.clerk("clerk");
  ref.tell({ type: "sleep until", flag: brake.flag });
  await assertRejects(() => ask(ref, { type: "query", what: "late" }, { timeout: 1 }), AskTimeoutError);
  const letter = office.event("dead-letter", "clerk");
  brake.release();
  assertEquals((await letter).why, "late-reply");
});

Deno.test("100,000 asks of a worker() leave nothing behind on either side", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  for (let round = 0; round < 100; round++) {
    const answers = Array.from({ length: 1_000 }, (_, what) => ask(ref, { type: "query", what }, patience));
    assertEquals(await Promise.all(answers), Array.from({ length: 1_000 }, (_, what) => what));
  }
  assertEquals(kept(ref), { exports: 0, imports: 0 });
});

Deno.test("10,000 asks from a thread leave nothing behind but the ref of who was asked", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const neighbour = office.system.spawn("neighbour", echo);
  const often = { type: "ask often", ref: neighbour, times: 10_000 } as const;
  assertEquals(await ask(ref, often, { timeout: Infinity }), 10_000);
  assertEquals(kept(ref), { exports: 1, imports: 0 });
});

Deno.test("asks that timed out leave nothing behind", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const asks = Array.from(
    { length: 100 },
    () => assertRejects(() => ask(ref, { type: "never answer" }, { timeout: 20 }), AskTimeoutError),
  );
  await Promise.all(asks);
  assertEquals(kept(ref), { exports: 0, imports: 0 });
});

Deno.test("actors that have ended leave nothing behind on the other side", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  for (let n = 0; n < 50; n++) {
    const visitor = office.system.spawn(echo);
    ref.tell({ type: "note", what: visitor });
    const child = await ask(ref, { type: "hire" }, patience);
    const end = office.system.stopped(child);
    child.tell({ type: "stop", after: "message" } as Order);
    await within(end, "the end of a child", PATIENCE);
    office.system.stop(visitor);
    await office.system.stopped(visitor);
  }
  assertEquals(kept(ref), { exports: 0, imports: 0 });
});
