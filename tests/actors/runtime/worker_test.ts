import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { ask, type Context, type Ref, spawnWorker, supervisor, System, worker } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { CLERK, Office, PATIENCE } from "./_threads/office.ts";
import type { Order, Query } from "./_threads/clerk.ts";

/** A module of one line. */
function module(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

Deno.test("worker() runs the default export of a module on a thread and answers asks through the same ref", async () => {
  await using office = new Office();
  const ref = office.system.spawn("clerk", worker<Order>(CLERK));
  ref.tell({ type: "note", what: 1 });
  ref.tell({ type: "note", what: 2 });
  assertEquals(await ask(ref, { type: "notes" }, { timeout: PATIENCE }), [1, 2]);
});

Deno.test("worker() leaves the thread that spawned it free while its actor computes", async () => {
  await using office = new Office();
  const ref = office.system.spawn(worker<Query>(module(
    "export default () => ({ what, replyTo }) => { const end = performance.now() + what;" +
      "while (performance.now() < end); replyTo.tell('done'); }",
  )));
  const answer = ask(ref, { type: "query", what: 300 }, { timeout: PATIENCE });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  assertEquals(await answer, "done");
  clearInterval(timer);
  assert(turns > 20, `${turns} turns`);
});

Deno.test("worker() keeps the messages that were told before the thread was up, in order", async () => {
  await using office = new Office();
  const ref = office.system.spawn(worker<Order>(CLERK));
  const sent = Array.from({ length: 5_000 }, (_, i) => i);
  for (const what of sent) assert(ref.tell({ type: "note", what }));
  assertEquals(await ask(ref, { type: "notes" }, { timeout: PATIENCE }), sent);
});

Deno.test("worker() keeps the messages of each of three senders in order", async () => {
  await using office = new Office();
  const ref = await office.clerk("clerk");
  const senders = ["a", "b", "c"].map((name) =>
    office.system.spawn(name, () => (n: number) => {
      ref.tell({ type: "note", what: [name, n] });
    })
  );
  for (let n = 0; n < 3_000; n++) for (const sender of senders) sender.tell(n);
  const probe = office.probe<unknown[]>();
  let notes: [string, number][] = [];
  while (notes.length < 9_000) {
    ref.tell({ type: "notes", replyTo: probe.ref });
    notes = await probe.next() as [string, number][];
  }
  for (const name of ["a", "b", "c"]) {
    assertEquals(notes.filter(([who]) => who === name).map(([, n]) => n), Array.from({ length: 3_000 }, (_, i) => i));
  }
});

Deno.test("worker() works as the child of an actor and as that of a supervisor", async () => {
  await using office = new Office();
  const refs: Ref<Order>[] = [];
  office.system.spawn("parent", (self: Context<never>) => {
    refs.push(self.spawn("child", worker<Order>(CLERK)));
    return () => {};
  });
  office.system.spawn(
    "supervisor",
    supervisor({}, (self) => void refs.push(self.spawn("child", worker<Order>(CLERK)))),
  );
  while (refs.length < 2) await turn();
  for (const ref of refs) {
    assertEquals(await ask(ref, { type: "query", what: ref.id }, { timeout: PATIENCE }), ref.id);
  }
});

Deno.test("worker() starts a thread for each spawn of the same actor", async () => {
  await using office = new Office();
  const clerk = worker<Order>(CLERK);
  const [one, two] = [office.system.spawn(clerk), office.system.spawn(clerk)];
  one.tell({ type: "note", what: "one" });
  assertEquals(await ask(two, { type: "notes" }, { timeout: PATIENCE }), []);
  assertEquals(await ask(one, { type: "notes" }, { timeout: PATIENCE }), ["one"]);
});

Deno.test("worker() has started when an asynchronous factory on the thread has resolved", async () => {
  await using office = new Office();
  const started = office.event("started", "slow");
  const ref = spawnWorker<Query>(
    office.system,
    "slow",
    module(
      "export default async () => { await new Promise((r) => setTimeout(r)); return (m) => m.replyTo.tell(m.what); }",
    ),
  );
  const answer = ask(ref, { type: "query", what: 1 }, { timeout: PATIENCE });
  await started;
  assertEquals(await answer, 1);
});

const failures: [string, string, string][] = [
  ["a module that does not exist", import.meta.resolve("./_threads/nowhere.ts"), "nowhere.ts"],
  ["a module with a syntax error", module("export default ("), "SyntaxError"],
  ["a module that throws", module("throw new RangeError('at once')"), "at once"],
  ["a module that rejects", module("await Promise.reject(new RangeError('soon'))"), "soon"],
  ["a module without a default export", module("export const actor = 1"), "default export is undefined"],
  ["a factory that throws", module("export default () => { throw new RangeError('factory') }"), "factory"],
  ["a factory that rejects", module("export default async () => { throw new RangeError('slowly') }"), "slowly"],
  ["a factory that makes nothing", module("export default () => 7"), "its factory made number"],
  ["a thread that closes while it starts", module("close(); export default () => () => {}"), "was closed"],
  [
    "an actor that is killed while it starts",
    module("export default (self) => { self.system.shutdown({ deadline: 0 }); return new Promise(() => {}); }"),
    "ended before it had started: killed",
  ],
];

for (const [what, url, text] of failures) {
  Deno.test(`worker() fails to start with ${what}`, async () => {
    await using office = new Office();
    const failed = office.event("failed", "clerk");
    const ref = spawnWorker<Query>(office.system, "clerk", url, { restart: "temporary" });
    const error = await assertRejects(() => ask(ref, { type: "query", what: 1 }, { timeout: PATIENCE }));
    assertInstanceOf(error, Error);
    assertStringIncludes(String((await failed).error), text);
    assertEquals((await office.system.stopped(ref)).type, "not-found");
  });
}

Deno.test("worker() refuses an address that is not absolute and a window out of range", () => {
  assertThrows(
    () => worker("./clerk.ts"),
    TypeError,
    'Cannot run "./clerk.ts" on a thread: wanted an absolute address',
  );
  assertThrows(() => worker(CLERK, { window: 0 }), RangeError, "Cannot use window 0: wanted an integer from 1");
  assertThrows(() => worker(CLERK, { window: 1.5 }), RangeError);
});

Deno.test("spawnWorker() checks the rest of its options as spawn does", async () => {
  await using system = new System();
  assertThrows(() => spawnWorker(system, "clerk", CLERK, { capacity: 0 }), RangeError, "capacity");
});
