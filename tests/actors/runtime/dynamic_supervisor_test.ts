import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  type Actor,
  ask,
  dynamicSupervisor,
  type DynamicSupervisorOptions,
  type Ref,
  type StartChild,
} from "../../../actors/mod.ts";
import { crash, hang, Stage, type Task, type WorkerOptions } from "./_stage.ts";

type Start = StartChild<string, Task>;

/** A dynamic supervisor of workers, named by their argument in the log. */
function workers(stage: Stage, options: DynamicSupervisorOptions, worker: WorkerOptions = {}): Actor<Start> {
  return dynamicSupervisor(options, (argument: string) => {
    if (argument === "bad") throw new Error("bad argument");
    return stage.worker(argument, worker);
  });
}

/** Starts a child and waits for its ref. */
async function start(ref: Ref<Start>, argument: string, name?: string): Promise<Ref<Task>> {
  const question = name === undefined ? { argument } : { argument, name };
  const child = await ask(ref as Ref<Start & { replyTo: Ref<Ref<Task> | undefined> }>, { type: "start", ...question });
  assert(child !== undefined, "no child was started");
  return child;
}

Deno.test("dynamicSupervisor() starts with no child and starts one for each message", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, {}));
  assertEquals(await stage.taken(), []);
  for (const argument of ["a", "b"]) ref.tell({ type: "start", argument });
  assertEquals(await stage.taken(), ["+a", "+b"]);
});

Deno.test("dynamicSupervisor() answers with the ref of the child, named as asked", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("pool", workers(stage, {}));
  const child = await start(ref, "a", "first");
  assertEquals(child.id.split("#")[0], "/pool/first");
  child.tell(() => stage.log.push("task"));
  assertEquals(await stage.taken(), ["+a", "task"]);
});

Deno.test("dynamicSupervisor() restarts a child from the same template and argument, and leaves the others alone", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, {}));
  const [a, b] = [await start(ref, "a"), await start(ref, "b")];
  await stage.rest();
  stage.take();
  a.tell(crash);
  assertEquals(await stage.taken(), ["-a failed", "+a"]);
  assert(b.tell(() => {}));
});

Deno.test("dynamicSupervisor() forgets temporary children that end, whatever their number", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, { intensity: 0, child: { restart: "temporary" } }));
  for (let n = 0; n < 100; n++) ref.tell({ type: "start", argument: `${n}` });
  await stage.rest();
  const pool = () => stage.system.tree().children.find((child) => child.id === ref.id)!.children;
  assertEquals(pool().length, 100);
  const child = await start(ref, "last", "last");
  child.tell(crash);
  await stage.rest();
  assertEquals(pool().length, 100);
  assertNotEquals((await start(ref, "again", "last")).id, child.id);
});

Deno.test("dynamicSupervisor() answers a name that is taken with undefined, and goes on", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, {}));
  await start(ref, "a", "same");
  const answers: unknown[] = [];
  const replyTo = stage.system.spawn(() => (answer: Ref<Task> | undefined) => void answers.push(answer));
  ref.tell({ type: "start", argument: "b", name: "same", replyTo });
  ref.tell({ type: "start", argument: "bad", replyTo });
  ref.tell({ type: "start", argument: "c" });
  assertEquals(await stage.taken(), ["+a", "+c"]);
  assertEquals(answers, [undefined, undefined]);
  assertEquals(stage.seen("failed").map((event) => event.id), [ref.id, ref.id]);
  assertEquals(stage.seen("restarting"), []);
});

Deno.test("dynamicSupervisor() charges its window and gives up like any supervisor", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, { intensity: 1 }), { restart: "temporary" });
  const [a, b] = [await start(ref, "a"), await start(ref, "b")];
  a.tell(crash);
  b.tell(crash);
  await stage.rest();
  assertEquals(stage.seen("gave-up").map((event) => event.id), [ref.id]);
});

Deno.test("dynamicSupervisor() stops all children at once", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(workers(stage, {}, { stopped: () => gate.promise }));
  for (const argument of ["a", "b", "c"]) ref.tell({ type: "start", argument });
  await stage.rest();
  stage.take();
  const end = stage.system.stopped(ref);
  stage.system.stop(ref);
  assertEquals((await stage.taken()).sort(), ["-a shutdown", "-b shutdown", "-c shutdown"]);
  gate.resolve();
  assertEquals((await end).type, "shutdown");
});

Deno.test("dynamicSupervisor() has one deadline for all its children, and kills what is left then", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, { child: { shutdown: 100 } }));
  const children = [await start(ref, "a"), await start(ref, "b"), await start(ref, "c")];
  for (const child of children.slice(1)) child.tell(hang);
  await stage.rest();
  stage.take();
  stage.system.stop(ref);
  assertEquals(await stage.taken(), ["-a shutdown"]);
  assertEquals(stage.clock.timers, 1);
  await stage.clock.advance(99);
  assertEquals(await stage.taken(), []);
  await stage.clock.advance(1);
  assertEquals((await stage.taken()).sort(), ["-b killed", "-c killed"]);
  const overran = stage.seen("overran").map((event) => event.id);
  assertEquals(overran.sort(), children.slice(1).map((child) => child.id).sort());
  assertEquals(stage.system.tree().children, []);
  assertEquals(stage.clock.timers, 0);
});

for (const first of ["at once", "while it stops"]) {
  Deno.test(`dynamicSupervisor() that is killed ${first} kills all its children`, async () => {
    await using stage = new Stage();
    const ref = stage.system.spawn(workers(stage, { child: { shutdown: 60_000 } }));
    for (const name of ["a", "b", "c"]) (await start(ref, name)).tell(hang);
    await stage.rest();
    stage.take();
    if (first === "while it stops") stage.system.stop(ref);
    await stage.rest();
    stage.system.stop(ref, { after: "kill" });
    assertEquals((await stage.taken()).sort(), ["-a killed", "-b killed", "-c killed"]);
    assertEquals(stage.system.tree().children.some((child) => child.id === ref.id), false);
    assertEquals(stage.clock.timers, 0);
  });
}

Deno.test("dynamicSupervisor() with no child left ends at once", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, { child: { restart: "temporary" } }));
  (await start(ref, "a")).tell(crash);
  await stage.rest();
  stage.system.stop(ref);
  await stage.rest();
  assertEquals(stage.system.tree().children, []);
});

Deno.test("dynamicSupervisor() accepts no start while it stops", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(workers(stage, {}));
  const child = await start(ref, "a");
  child.tell(hang);
  await stage.rest();
  stage.system.stop(ref);
  assertEquals(ref.tell({ type: "start", argument: "b" }), false);
  await stage.clock.advance(5_000);
  assertEquals(await stage.taken(), ["+a", "-a killed"]);
});
