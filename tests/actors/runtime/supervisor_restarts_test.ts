import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Ref, type Restart, supervisor } from "../../../actors/mod.ts";
import { crash, Stage, type Task, word } from "./_stage.ts";

const TEMPORARY = { restart: "temporary" } as const;

const stopSelf: Task = (self) => self.stop();
const killSelf: Task = (self) => self.stop(undefined, { after: "kill" });

const ENDS: readonly {
  readonly how: string;
  readonly task: Task;
  readonly reason: string;
  readonly again: Restart[];
}[] = [
  { how: "stops itself", task: stopSelf, reason: "normal", again: ["permanent"] },
  { how: "fails", task: crash, reason: "failed", again: ["permanent", "transient"] },
  { how: "kills itself", task: killSelf, reason: "killed", again: ["permanent", "transient"] },
];

for (const restart of ["permanent", "transient", "temporary"] as const) {
  for (const { how, task, reason, again } of ENDS) {
    const restarted = again.includes(restart);
    Deno.test(`a ${restart} child that ${how} is ${restarted ? "" : "not "}restarted`, async () => {
      await using stage = new Stage();
      const { refs } = await stage.supervise({}, { a: { spec: { restart } } });
      stage.take();
      refs.a!.tell(task);
      assertEquals(await stage.taken(), [`-a ${reason}`, ...restarted ? ["+a"] : []]);
      assertEquals(stage.seen("restarting").length, restarted ? 1 : 0);
      const kept = stage.system.tree().children[0]?.children.length;
      assertEquals(kept, restarted ? 1 : 0, "the specification goes with the child");
    });
  }

  Deno.test(`a ${restart} child that is stopped on purpose is gone for good and counts as no restart`, async () => {
    await using stage = new Stage();
    const { refs } = await stage.supervise({ intensity: 0 }, { a: { spec: { restart } }, b: {} });
    stage.take();
    stage.system.stop(refs.a!);
    assertEquals(await stage.taken(), ["-a shutdown"]);
    assertEquals([...stage.seen("restarting"), ...stage.seen("gave-up")], []);
  });
}

Deno.test("children are permanent under a supervisor and transient directly under the system unless said otherwise", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({}, { a: {} });
  const b = stage.system.spawn(stage.worker("b"));
  await stage.rest();
  stage.take();
  refs.a!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-a normal", "+a"]);
  b.tell(stopSelf);
  assertEquals(await stage.taken(), ["-b normal"]);
});

Deno.test("supervisor() allows one restart in five seconds unless said otherwise, and gives up at the second", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({}, { a: {} }, TEMPORARY);
  refs.a!.tell(crash);
  await stage.clock.advance(5_001);
  refs.a!.tell(crash);
  await stage.clock.advance(5_000);
  assertEquals(stage.seen("gave-up"), []);
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up"), [{ type: "gave-up", id: ref.id, restarts: 2, period: 5_000 }]);
  assertEquals(stage.take(), ["+a", "-a failed", "+a", "-a failed", "+a", "-a failed"]);
});

Deno.test("supervisor() with intensity 0 never restarts", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({ intensity: 0 }, { a: {}, b: {}, c: {} }, TEMPORARY);
  stage.take();
  const end = stage.system.stopped(ref);
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-c shutdown", "-a shutdown"]);
  const reason = await end;
  assertEquals(reason.type, "shutdown");
  assertStringIncludes(word(reason), "more than 0 restarts within 5000 ms");
  assertStringIncludes(word(reason), refs.b!.id);
  assertStringIncludes(word(reason), "Error: boom");
});

Deno.test("supervisor() counts the restarts of all its children in one window", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({ intensity: 2 }, { a: {}, b: {}, c: {} }, TEMPORARY);
  for (const name of ["a", "b"]) refs[name]!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up"), []);
  refs.c!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up").map((event) => event.id), [ref.id]);
});

Deno.test("supervisor() nested once for each child gives each child its own window", async () => {
  await using stage = new Stage();
  const refs: Record<string, Ref<Task>> = {};
  const tree = supervisor({ intensity: 0 }, (self) => {
    for (const name of ["a", "b", "c"]) self.spawn(name, stage.supervisor({ intensity: 1 }, { [name]: {} }, refs));
  });
  stage.system.spawn(tree, TEMPORARY);
  await stage.rest();
  for (const name of ["a", "b", "c"]) refs[name]!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up"), []);
  assertEquals(stage.seen("restarting").length, 3);
});

Deno.test("supervisor() under a supervisor multiplies their budgets", async () => {
  await using stage = new Stage();
  const refs: Record<string, Ref<Task>> = {};
  const tree = supervisor({ intensity: 2 }, (self) => {
    self.spawn("inner", stage.supervisor({ intensity: 3 }, { a: {} }, refs));
  });
  const outer = stage.system.spawn("outer", tree, TEMPORARY);
  await stage.rest();
  let crashes = 0;
  while (stage.system.tree().children.length > 0 && crashes < 100) {
    refs.a!.tell(crash);
    crashes++;
    await stage.rest();
  }
  assertEquals(crashes, (3 + 1) * (2 + 1));
  assertEquals(stage.seen("gave-up").at(-1)?.id, outer.id);
});

Deno.test("supervisor() counts a failed start as another attempt, and lets a stop come in between", async () => {
  await using stage = new Stage();
  let attempts = 0;
  const start = (self: { readonly incarnation: number }) => {
    if (self.incarnation === 1) return;
    if (++attempts === 5) stage.system.stop(ref);
    throw new Error("no luck");
  };
  const { ref, refs } = await stage.supervise({ intensity: Infinity }, { a: { start } });
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(attempts, 5);
  assertEquals(stage.seen("restarting").length, 5);
  assertEquals(stage.seen("stopped").map((event) => event.id), [refs.a!.id, ref.id]);
});

Deno.test("supervisor() gives up on a child that goes on failing to start", async () => {
  await using stage = new Stage();
  const start = (self: { readonly incarnation: number }) => {
    if (self.incarnation > 1) throw new Error("no luck");
  };
  const { refs } = await stage.supervise({ intensity: 3 }, { a: { start } }, TEMPORARY);
  refs.a!.tell(crash);
  assertEquals(await stage.taken(), ["+a", "-a failed", "+a", "+a", "+a"]);
  assertEquals(stage.seen("gave-up").map((event) => event.restarts), [4]);
});

Deno.test("supervisor() restarted by its parent begins with an empty window and fresh children", async () => {
  await using stage = new Stage();
  const refs: Record<string, Ref<Task>> = {};
  stage.system.spawn("sup", stage.supervisor({ intensity: 1 }, { a: {} }, refs), { restart: "permanent" });
  await stage.rest();
  const first = refs.a!;
  for (let n = 0; n < 2; n++) {
    refs.a!.tell(crash);
    await stage.rest();
  }
  assertEquals(stage.seen("gave-up").length, 1);
  assertEquals(first.tell(() => {}), false);
  refs.a!.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up").length, 1);
});

Deno.test("a permanent child that drains itself accepts mail again after its restart", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({}, { a: {} });
  refs.a!.tell((self) => self.stop(undefined, { after: "drain" }));
  refs.a!.tell(() => stage.log.push("before"));
  await stage.rest();
  refs.a!.tell(() => stage.log.push("after"));
  assertEquals(await stage.taken(), ["+a", "before", "-a normal", "+a", "after"]);
});
