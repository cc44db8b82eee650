import { assert, assertEquals, assertInstanceOf, assertStringIncludes, assertThrows } from "@std/assert";
import { type Context, DeathPactError, type Ref, type Signal, System } from "../../../actors/mod.ts";
import { crash, hang, Stage, type Task } from "./_stage.ts";

/** A worker that notes the signals it gets. */
function watcher(stage: Stage): Ref<Task> {
  const signal = (signal: Signal) => void stage.log.push(`${signal.type} ${name(signal.ref)} ${signal.reason.type}`);
  return stage.system.spawn("watcher", stage.worker("watcher", { signal }));
}

function name(ref: Ref<never>): string {
  return ref.id.replace(/#.*/, "");
}

const watch = (target: Ref<never>): Task => (self: Context<Task>) => self.watch(target);

Deno.test("watch() tells of the end of the watched actor and why", async () => {
  await using stage = new Stage();
  const ref = watcher(stage);
  const ends: [string, Task | undefined][] = [["a", (self) => self.stop()], ["b", crash], ["c", undefined]];
  for (const [name, task] of ends) {
    const target = stage.system.spawn(name, stage.worker(name), { restart: "temporary" });
    ref.tell(watch(target));
    await stage.rest();
    if (task === undefined) stage.system.stop(target, { after: "kill" });
    else target.tell(task);
    await stage.rest();
  }
  assertEquals(stage.take().filter((line) => line.startsWith("terminated")), [
    "terminated /a normal",
    "terminated /b failed",
    "terminated /c killed",
  ]);
});

Deno.test("watch() gives the very ref that was watched, and the error of a failure", async () => {
  await using stage = new Stage();
  const signals: Signal[] = [];
  const ref = stage.system.spawn(stage.worker("watcher", { signal: (signal) => void signals.push(signal) }));
  const target = stage.system.spawn(stage.worker("a"), { restart: "temporary" });
  const error = new Error("mine");
  ref.tell(watch(target));
  target.tell(() => Promise.reject(error));
  await stage.rest();
  assertEquals(signals, [{ type: "terminated", ref: target, reason: { type: "failed", error } }]);
  assert(signals[0]?.ref === target);
});

Deno.test("watch() of an actor that has ended tells so at once with reason not-found", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn("a", stage.worker("a"));
  stage.system.stop(target);
  await stage.rest();
  watcher(stage).tell(watch(target));
  assertEquals(await stage.taken(), ["+watcher", "terminated /a not-found"]);
});

Deno.test("watch() twice is told once, and unwatch() takes both back", async () => {
  await using stage = new Stage();
  const ref = watcher(stage);
  const [a, b] = ["a", "b"].map((name) => stage.system.spawn(name, stage.worker(name)));
  for (const target of [a!, a!, b!, b!]) ref.tell(watch(target));
  ref.tell((self) => self.unwatch(b!));
  await stage.rest();
  stage.take();
  stage.system.stop(a!);
  stage.system.stop(b!);
  assertEquals(await stage.taken(), ["-a shutdown", "-b shutdown", "terminated /a shutdown"]);
});

Deno.test("watch() tells every watcher exactly once", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn(stage.worker("a"));
  const told = new Map<number, number>();
  for (let n = 0; n < 10; n++) {
    const signal = () => void told.set(n, (told.get(n) ?? 0) + 1);
    stage.system.spawn(stage.worker(`${n}`, { start: watch(target), signal }));
  }
  await stage.rest();
  stage.system.stop(target);
  await stage.rest();
  stage.system.stop(target);
  await stage.rest();
  assertEquals([...told.values()], Array(10).fill(1));
});

Deno.test("unwatch() takes back a signal that is on its way already", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = watcher(stage);
  const target = stage.system.spawn("a", stage.worker("a"));
  ref.tell(async (self) => {
    self.watch(target);
    await gate.promise;
    self.unwatch(target);
  });
  await stage.rest();
  stage.system.stop(target);
  await stage.rest();
  gate.resolve();
  assertEquals(await stage.taken(), ["+watcher", "+a", "-a shutdown"]);
});

Deno.test("unwatch() of what is not watched does nothing", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn("a", stage.worker("a"));
  watcher(stage).tell((self) => self.unwatch(target));
  await stage.rest();
  assertEquals(stage.seen("failed"), []);
});

Deno.test("watch() again after unwatch() while the signal was on its way is told once", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = watcher(stage);
  const target = stage.system.spawn("a", stage.worker("a"));
  ref.tell(async (self) => {
    self.watch(target);
    await gate.promise;
    self.unwatch(target);
    self.watch(target);
  });
  await stage.rest();
  stage.system.stop(target);
  await stage.rest();
  stage.take();
  gate.resolve();
  assertEquals((await stage.taken()).length, 1);
});

Deno.test("watch() is not told of a restart", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn("a", stage.worker("a"));
  watcher(stage).tell(watch(target));
  await stage.rest();
  stage.take();
  target.tell(crash);
  assertEquals(await stage.taken(), ["-a failed", "+a"]);
  stage.system.stop(target);
  assertEquals(await stage.taken(), ["-a shutdown", "terminated /a shutdown"]);
});

Deno.test("terminated comes before messages that were told earlier", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = watcher(stage);
  const target = stage.system.spawn("a", stage.worker("a"));
  ref.tell((self) => {
    self.watch(target);
    return gate.promise;
  });
  ref.tell(() => stage.log.push("message"));
  await stage.rest();
  stage.system.stop(target);
  await stage.rest();
  gate.resolve();
  assertEquals(await stage.taken(), ["+watcher", "+a", "-a shutdown", "terminated /a shutdown", "message"]);
});

Deno.test("a table that watches its members has lost a dead one before the publication told after its end", async () => {
  await using stage = new Stage();
  const members = new Set<Ref<Task>>();
  const signal = (signal: Signal) => void members.delete(signal.ref as Ref<Task>);
  const table = stage.system.spawn("table", stage.worker("table", { signal }));
  const [a, b] = ["a", "b"].map((name) => stage.system.spawn(name, stage.worker(name)));
  for (const member of [a!, b!]) {
    table.tell((self) => {
      self.watch(member);
      members.add(member);
    });
  }
  await stage.rest();
  stage.system.stop(a!);
  await stage.system.stopped(a!);
  table.tell(() => members.forEach((member) => stage.log.push(`published to ${name(member)}`)));
  await stage.rest();
  assertEquals(stage.take().filter((line) => line.startsWith("published")), ["published to /b"]);
  assertEquals(stage.seen("dead-letter"), []);
});

Deno.test("a watcher that handles no signals dies with the watched actor, naming it and why", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn("a", stage.worker("a"), { restart: "temporary" });
  const pact = stage.system.spawn("pact", (self) => {
    self.watch(target);
    return () => {};
  }, { restart: "temporary" });
  const end = stage.system.stopped(pact);
  await stage.rest();
  target.tell(crash);
  const reason = await end;
  if (reason.type !== "failed") throw new Error("wanted a failure");
  assertInstanceOf(reason.error, DeathPactError);
  assertStringIncludes(reason.error.message, target.id);
  assertStringIncludes(reason.error.message, pact.id);
  assertEquals(String(reason.error.cause), "Error: boom");
});

for (const [how, answer] of [["false", false], ["a promise of false", Promise.resolve(false)]] as const) {
  Deno.test(`a watcher whose signal() returns ${how} dies with the watched actor`, async () => {
    await using stage = new Stage();
    const target = stage.system.spawn("a", stage.worker("a"));
    const spec = { restart: "temporary" } as const;
    stage.system.spawn(stage.worker("pact", { start: watch(target), signal: () => answer }), spec);
    await stage.rest();
    stage.system.stop(target);
    assertEquals(await stage.taken(), ["+a", "+pact", "-a shutdown", "-pact failed"]);
  });
}

for (const [how, answer] of [["nothing", undefined], ["true", true], ["a promise", Promise.resolve()]] as const) {
  Deno.test(`a watcher whose signal() returns ${how} lives on`, async () => {
    await using stage = new Stage();
    const target = stage.system.spawn("a", stage.worker("a"));
    stage.system.spawn(stage.worker("watcher", { start: watch(target), signal: () => answer }));
    await stage.rest();
    stage.system.stop(target);
    assertEquals(await stage.taken(), ["+a", "+watcher", "-a shutdown"]);
  });
}

Deno.test("the watches of an incarnation end with it, also those whose signal was on its way", async () => {
  await using stage = new Stage();
  const [a, b] = ["a", "b"].map((name) => stage.system.spawn(name, stage.worker(name)));
  const ref = watcher(stage);
  const gate = Promise.withResolvers<void>();
  ref.tell(async (self) => {
    self.watch(a!);
    self.watch(b!);
    await gate.promise;
    throw new Error("boom");
  });
  await stage.rest();
  stage.system.stop(a!);
  await stage.rest();
  gate.resolve();
  await stage.rest();
  stage.take();
  stage.system.stop(b!);
  assertEquals(await stage.taken(), ["-b shutdown"]);
});

Deno.test("watch() of a killed actor tells although its handler never ends", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn("a", stage.worker("a"));
  watcher(stage).tell(watch(target));
  target.tell(hang);
  await stage.rest();
  stage.system.stop(target, { after: "kill" });
  assertEquals((await stage.taken()).at(-1), "terminated /a killed");
});

Deno.test("watch() reaches into another system", async () => {
  await using stage = new Stage();
  await using other = new System();
  const target = other.spawn("far", () => () => {});
  watcher(stage).tell(watch(target));
  await stage.rest();
  other.stop(target);
  await other.stopped(target);
  assertEquals((await stage.taken()).at(-1), "terminated /far shutdown");
});

Deno.test("watch() of a ref that is no actor's throws a TypeError", async () => {
  await using stage = new Stage();
  const foreign = { id: "far", tell: () => true, offer: () => Promise.resolve() };
  watcher(stage).tell((self) => void assertThrows(() => self.watch(foreign), TypeError, "far"));
  await stage.rest();
  assertEquals(stage.seen("failed"), []);
});

Deno.test("stopped() of the system resolves once for all who wait, and with not-found afterwards", async () => {
  await using stage = new Stage();
  const target = stage.system.spawn(stage.worker("a"));
  const waiting = [stage.system.stopped(target), stage.system.stopped(target)];
  stage.system.stop(target);
  assertEquals((await Promise.all(waiting)).map((reason) => reason.type), ["shutdown", "shutdown"]);
  assertEquals((await stage.system.stopped(target)).type, "not-found");
});
