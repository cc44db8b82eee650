import { assertEquals } from "@std/assert";
import { crash, Stage } from "./_stage.ts";

const DRAIN = { after: "drain" } as const;

Deno.test("stop after drain handles what was accepted before and refuses what is told afterwards", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  for (const n of [1, 2, 3]) ref.tell(() => stage.log.push(`task ${n}`));
  stage.system.stop(ref, DRAIN);
  const late = () => stage.log.push("late");
  assertEquals(ref.tell(late), false);
  assertEquals(await stage.taken(), ["+a", "task 1", "task 2", "task 3", "-a shutdown"]);
  assertEquals(stage.seen("dead-letter").map(({ why, message }) => ({ why, message })), [{
    why: "stopped",
    message: late,
  }]);
});

Deno.test("stop after drain counts nothing told after it as accepted, however the handlers wait", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => gate.promise);
  ref.tell(() => stage.log.push("task"));
  await stage.rest();
  stage.system.stop(ref, DRAIN);
  await stage.rest();
  assertEquals(ref.tell(() => stage.log.push("late")), false);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "task", "-a shutdown"]);
});

Deno.test("stop after drain fits into a full mailbox", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"), { capacity: 1 });
  ref.tell(() => stage.log.push("task"));
  stage.system.stop(ref, DRAIN);
  assertEquals(await stage.taken(), ["+a", "task", "-a shutdown"]);
});

Deno.test("stop after drain goes on in the next incarnation when a message fails before its end", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(crash);
  ref.tell(() => stage.log.push("task"));
  stage.system.stop(ref, DRAIN);
  await stage.rest();
  assertEquals(ref.tell(() => {}), false);
  assertEquals(stage.take(), ["+a", "-a failed", "+a", "task", "-a shutdown"]);
});

Deno.test("stop after drain joins one that is under way", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => stage.log.push("task"));
  const ends = [stage.system.stopped(ref), stage.system.stopped(ref)];
  for (let n = 0; n < 3; n++) stage.system.stop(ref, DRAIN);
  assertEquals((await Promise.all(ends)).map((reason) => reason.type), ["shutdown", "shutdown"]);
  assertEquals(await stage.taken(), ["+a", "task", "-a shutdown"]);
});

Deno.test("stop after drain by the system makes a drain of the actor's own final", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { refs } = await stage.supervise({}, { a: {} });
  refs.a!.tell((self) => self.stop(undefined, DRAIN));
  refs.a!.tell(() => gate.promise);
  await stage.rest();
  stage.system.stop(refs.a!, DRAIN);
  const end = stage.system.stopped(refs.a!);
  gate.resolve();
  await stage.rest();
  assertEquals((await end).type === "not-found", false);
  assertEquals(stage.system.tree().children[0]?.children, []);
});

Deno.test("a plain stop overtakes a drain", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell(() => gate.promise);
  ref.tell(() => stage.log.push("never"));
  await stage.rest();
  stage.system.stop(ref, DRAIN);
  stage.system.stop(ref);
  gate.resolve();
  assertEquals(await stage.taken(), ["+a", "-a shutdown"]);
  assertEquals(stage.seen("dead-letter").length, 1);
});

Deno.test("stop after drain handles what a stash releases on the way", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn(stage.worker("a"));
  ref.tell((self) => self.stash.put(() => stage.log.push("stashed")));
  ref.tell((self) => self.stash.release());
  ref.tell(() => stage.log.push("task"));
  stage.system.stop(ref, DRAIN);
  assertEquals(await stage.taken(), ["+a", "stashed", "task", "-a shutdown"]);
});
