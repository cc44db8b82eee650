import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Actor, type Context, type Signal, supervisor, System } from "../../../actors/mod.ts";
import { ManualClock } from "../../../actors/testing.ts";
import { crash, Stage, type Task, word } from "./_stage.ts";

const hears = (stage: Stage) => (signal: Signal) =>
  void stage.log.push(`${signal.type} ${signal.ref.id.replace(/#.*/, "")} ${signal.reason.type}`);

Deno.test("a failing child of a plain actor ends, and its parent is told", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", stage.worker("a", { signal: hears(stage) }));
  ref.tell((self) => self.spawn("child", stage.worker("child")).tell(crash));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed", "child-exited /a/child failed"]);
  assertEquals(stage.seen("restarting"), []);
});

Deno.test("a child of a plain actor that fails to start ends, and its parent is told", async () => {
  await using stage = new Stage();
  const start = (self: Context<Task>) => self.spawn("child", stage.worker("child", { start: crash }));
  stage.system.spawn("a", stage.worker("a", { start, signal: hears(stage) }));
  assertEquals(await stage.taken(), ["+a", "+child", "child-exited /a/child failed"]);
});

Deno.test("an actor that is still starting is told of its children's ends when it has started", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const start = async (self: Context<Task>) => {
    self.spawn("child", stage.worker("child")).tell(crash);
    await gate.promise;
  };
  stage.system.spawn("a", stage.worker("a", { start, signal: hears(stage) }));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["child-exited /a/child failed"]);
});

Deno.test("a parent that does not listen to its children's ends lives on", async () => {
  await using stage = new Stage();
  for (const signal of [undefined, () => false]) {
    const ref = stage.system.spawn(stage.worker("a", signal === undefined ? {} : { signal }));
    ref.tell((self) => self.spawn(stage.worker("child")).tell(crash));
    assertEquals(await stage.taken(), ["+a", "+child", "-child failed"]);
  }
});

Deno.test("a parent that throws at its child's end fails with it", async () => {
  await using stage = new Stage();
  const signal = (signal: Signal) => {
    if (signal.reason.type === "failed") throw signal.reason.error;
  };
  const ref = stage.system.spawn(stage.worker("a", { signal }));
  ref.tell((self) => self.spawn(stage.worker("child")).tell(crash));
  assertEquals(await stage.taken(), ["+a", "+child", "-child failed", "-a failed", "+a"]);
});

Deno.test("a root that sees one restart too many ends the system, and done says why", async () => {
  const clock = new ManualClock();
  const system = new System({ clock, intensity: 2, period: 1_000 });
  const events: string[] = [];
  system.events().subscribe((event) => events.push(event.type));
  const stopped: string[] = [];
  const innocent: Actor<string> = () => ({ receive() {}, stopped: (reason) => void stopped.push(reason.type) });
  system.spawn(innocent);
  const guilty = system.spawn("guilty", (): (message: string) => void => (message) => {
    throw new Error(message);
  });
  for (const message of ["one", "two", "three"]) guilty.tell(message);
  const reason = await system.done;
  assertEquals(reason.type, "shutdown");
  assertStringIncludes(word(reason), "more than 2 restarts within 1000 ms");
  assertStringIncludes(word(reason), "Error: three");
  assertEquals(stopped, ["shutdown"]);
  assertEquals(events.filter((type) => type === "gave-up").length, 1);
  assertEquals(clock.timers, 0);
});

Deno.test("a failure climbs level by level, each with its own budget, until the system ends", async () => {
  const system = new System({ clock: new ManualClock(), intensity: 1 });
  const gaveUp: string[] = [];
  system.events().subscribe((event) => {
    if (event.type === "gave-up") gaveUp.push(event.id.replace(/#.*/, ""));
  });
  let crashes = 0;
  const flaky: Actor<never> = () => {
    crashes++;
    throw new Error("no luck");
  };
  const inner = supervisor({ intensity: 1 }, (self) => void self.spawn("flaky", flaky));
  system.spawn("inner", inner, { restart: "permanent" });
  assertEquals((await system.done).type, "shutdown");
  assertEquals(crashes, 2);
  assertEquals(gaveUp, ["/root"]);
});

Deno.test("a transient supervisor that gives up is not restarted, because shutdown is a normal end", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ intensity: 0 }, { a: {} }, { restart: "transient" });
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(stage.system.tree().children, []);
  assertEquals(stage.seen("restarting"), []);
});
