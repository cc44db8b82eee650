import { assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type ChildSpec,
  type Ref,
  RevokedError,
  supervisor,
  type SupervisorContext,
  type SupervisorOptions,
} from "../../../actors/mod.ts";
import { underSeeds } from "../../../actors/testing.ts";
import { crash, Stage, type Task } from "./_stage.ts";

const TEMPORARY = { restart: "temporary" } as const;

Deno.test("supervisor() starts its children in the order in which they were declared", async () => {
  await using stage = new Stage();
  await stage.supervise({}, { a: {}, b: {}, c: {} });
  assertEquals(stage.take(), ["+a", "+b", "+c"]);
});

Deno.test("supervisor() starts a child only after the one before has started", async () => {
  await using stage = new Stage();
  const gates = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
  const { ref } = await stage.supervise({}, {
    a: { start: () => gates.a.promise },
    b: { start: () => gates.b.promise },
    c: {},
  });
  const started = () => stage.seen("started").map((event) => event.id);
  assertEquals(stage.take(), ["+a"]);
  gates.a.resolve();
  assertEquals(await stage.taken(), ["+b"]);
  assertEquals(started().includes(ref.id), false);
  gates.b.resolve();
  assertEquals(await stage.taken(), ["+c"]);
  assertEquals(started().at(-1), ref.id);
});

Deno.test("supervisor() of supervisors starts them depth first", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const tree = supervisor({}, (self) => {
    self.spawn("left", stage.supervisor({}, { a: {}, b: { start: () => gate.promise } }));
    self.spawn("right", stage.supervisor({}, { c: {} }));
  });
  stage.system.spawn(tree);
  assertEquals(await stage.taken(), ["+a", "+b"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+c"]);
});

Deno.test("supervisor() gives refs that keep what they are told until the child has started", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { refs } = await stage.supervise({}, { a: { start: () => gate.promise }, b: {} });
  refs.b!.tell(() => stage.log.push("b's task"));
  assertEquals(await stage.taken(), ["+a"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+b", "b's task"]);
});

Deno.test("supervisor() whose child fails the first start stops those started, youngest first, and has failed to start", async () => {
  await using stage = new Stage();
  const { ref } = await stage.supervise({}, { a: {}, b: {}, c: { start: crash }, d: {} }, TEMPORARY);
  assertEquals(stage.take(), ["+a", "+b", "+c", "-b shutdown", "-a shutdown"]);
  const end = stage.seen("stopped").find((event) => event.id === ref.id);
  if (end?.reason.type !== "failed") throw new Error("wanted a failure");
  assertInstanceOf(end.reason.error, Error);
  assertStringIncludes(end.reason.error.message, "child /sup/c#");
  assertStringIncludes(end.reason.error.message, "Error: boom");
  assertEquals(String(end.reason.error.cause), "Error: boom");
  assertEquals(stage.seen("started").some((event) => event.id === ref.id), false);
  assertEquals(stage.seen("restarting"), []);
});

Deno.test("supervisor() does not tolerate a failed first start even of a temporary child", async () => {
  await using stage = new Stage();
  await stage.supervise({}, { a: {}, b: { start: crash, spec: TEMPORARY } }, TEMPORARY);
  assertEquals(stage.take(), ["+a", "+b", "-a shutdown"]);
});

Deno.test("supervisor() whose nested supervisor fails to start has failed to start itself", async () => {
  await using stage = new Stage();
  const tree = supervisor({}, (self) => {
    self.spawn("a", stage.worker("a"));
    self.spawn("inner", stage.supervisor({}, { b: {}, c: { start: crash } }));
    self.spawn("d", stage.worker("d"));
  });
  const ref = stage.system.spawn(tree, TEMPORARY);
  assertEquals(await stage.taken(), ["+a", "+b", "+c", "-b shutdown", "-a shutdown"]);
  assertEquals((await stage.system.stopped(ref)).type, "not-found");
});

Deno.test("supervisor() whose declaration throws has failed to start, and no child was started", async () => {
  await using stage = new Stage();
  const tree = supervisor({}, (self) => {
    self.spawn("a", stage.worker("a"));
    throw new Error("no plan");
  });
  stage.system.spawn(tree, TEMPORARY);
  assertEquals(await stage.taken(), []);
  assertEquals(stage.seen("failed").map((event) => String(event.error)), ["Error: no plan"]);
});

Deno.test("supervisor() calls the declaration again for its own next incarnation", async () => {
  await using stage = new Stage();
  let broken = true;
  const start = () => {
    if (broken) throw new Error("no luck");
  };
  await stage.supervise({}, { a: {}, b: { start } }, { restart: "temporary" });
  broken = false;
  const refs: Record<string, Ref<Task>> = {};
  const flaky = stage.supervisor({ intensity: 0 }, { a: {}, b: {} }, refs);
  stage.system.spawn("flaky", flaky, { restart: "permanent" });
  await stage.rest();
  stage.take();
  const before = refs.a!.id;
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-a shutdown", "+a", "+b"]);
  assertEquals(refs.a!.id === before, false);
});

Deno.test("supervisor() that ends while its children start stops the started ones and starts no more", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { ref } = await stage.supervise({}, { a: {}, b: { start: () => gate.promise }, c: {} });
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["+a", "+b"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["-b shutdown", "-a shutdown"]);
});

Deno.test("supervisor() that is stopped by its own starting child starts no other, in whatever order they run", async () => {
  await underSeeds(async (scheduler) => {
    await using stage = new Stage({ scheduler });
    const start = (): void => stage.system.stop(ref);
    const ref: Ref<never> = stage.system.spawn(stage.supervisor({}, { a: {}, b: { start }, c: {} }));
    assertEquals(await stage.taken(), ["+a", "+b", "-b shutdown", "-a shutdown"]);
  });
});

Deno.test("supervisor() goes on with the next child when the one that starts is stopped from outside", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({}, { a: { start: () => new Promise(() => {}) }, b: {} });
  stage.system.stop(refs.a!, { after: "kill" });
  assertEquals(await stage.taken(), ["+a", "+b"]);
});

Deno.test("supervisor() deals with a child that ends during the first start when all have started", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { refs } = await stage.supervise({ strategy: "one-for-all" }, { a: {}, b: { start: () => gate.promise } });
  refs.a!.tell(crash);
  assertEquals(await stage.taken(), ["+a", "+b", "-a failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["-b shutdown", "+a", "+b"]);
});

Deno.test("supervisor()'s context is revoked when its incarnation is over", async () => {
  await using stage = new Stage();
  const contexts: SupervisorContext[] = [];
  const refs: Ref<Task>[] = [];
  const backoff = { min: 100, max: 100 };
  const tree = supervisor({ intensity: 0 }, (self) => {
    contexts.push(self);
    refs.push(self.spawn("a", stage.worker("a")));
  });
  stage.system.spawn("outer", supervisor({ backoff }, (self) => void self.spawn("inner", tree)));
  await stage.rest();
  refs[0]!.tell(crash);
  await stage.rest();
  const spawn = () => contexts[0]!.spawn("late", stage.worker("late"));
  assertThrows(spawn, RevokedError, "/outer/inner");
  await stage.clock.advance(200);
  assertThrows(spawn, RevokedError, "/outer/inner");
  assertEquals(await stage.taken(), ["+a", "-a failed", "+a"]);
});

const BAD: readonly { readonly options: SupervisorOptions; readonly says: string }[] = [
  { options: { strategy: "all" as never }, says: 'strategy "all"' },
  { options: { intensity: -1 }, says: 'intensity "-1"' },
  { options: { intensity: 1.5 }, says: 'intensity "1.5"' },
  { options: { period: 0 }, says: 'period "0"' },
  { options: { period: NaN }, says: 'period "NaN"' },
  { options: { autoShutdown: "always" as never }, says: 'autoShutdown "always"' },
  { options: { backoff: { min: -1, max: 1 } }, says: 'backoff.min "-1"' },
  { options: { backoff: { min: 2, max: 1 } }, says: 'backoff.max "1"' },
  { options: { backoff: { min: 1, max: 1, jitter: -1 } }, says: 'backoff.jitter "-1"' },
];

for (const { options, says } of BAD) {
  Deno.test(`supervisor() refuses ${says} and says so`, () => {
    assertThrows(() => supervisor(options, () => {}), RangeError, says);
  });
}

const BAD_SPECS: readonly { readonly spec: ChildSpec; readonly says: string }[] = [
  { spec: { restart: "never" as never }, says: 'restart "never"' },
  { spec: { shutdown: -1 }, says: 'shutdown "-1"' },
  { spec: { shutdown: NaN }, says: 'shutdown "NaN"' },
  { spec: { restart: "permanent", significant: true }, says: 'significant "true"' },
];

for (const { spec, says } of BAD_SPECS) {
  Deno.test(`spawn() refuses ${says} and says so`, async () => {
    await using stage = new Stage();
    assertThrows(() => stage.system.spawn(stage.worker("a"), spec), RangeError, says);
    assertEquals(await stage.taken(), []);
  });
}

Deno.test("supervisor() refuses a permanent child that is significant", async () => {
  await using stage = new Stage();
  await stage.supervise({}, { a: { spec: { significant: true } } }, TEMPORARY);
  assertStringIncludes(String(stage.seen("failed")[0]?.error), "significant");
});
