import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NameTakenError, StoppedError, supervisor } from "../../../actors/mod.ts";
import { hang, Stage } from "./_stage.ts";

Deno.test("spawn() with a name that is taken throws at once, with both ids and the holder's state", async () => {
  await using stage = new Stage();
  const holder = stage.system.spawn("a", stage.worker("a"));
  await stage.rest();
  const error = assertThrows(() => stage.system.spawn("a", stage.worker("again")), NameTakenError, holder.id);
  assertStringIncludes(error.message, stage.system.tree().id);
  assertStringIncludes(error.message, "running");
  assertEquals(await stage.taken(), ["+a"]);
});

Deno.test("spawn() with the name of a child that is stopping throws at once", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  stage.system.stop(stage.system.spawn("a", stage.worker("a", { stopped: () => gate.promise })));
  const holder = stage.system.spawn("b", stage.worker("b", { stopped: () => gate.promise }));
  await stage.rest();
  stage.system.stop(holder);
  await stage.rest();
  assertThrows(() => stage.system.spawn("b", stage.worker("again")), NameTakenError, "stopping");
  gate.resolve();
  await stage.rest();
  stage.system.spawn("b", stage.worker("again"));
  assertEquals(await stage.taken(), ["+b", "-b shutdown", "+again"]);
});

Deno.test("spawn() under an actor or a system that is stopping throws at once, with its id", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", stage.worker("a"));
  ref.tell((self) => {
    self.stop();
    const error = assertThrows(() => self.spawn("child", stage.worker("child")), StoppedError, ref.id);
    assertStringIncludes(error.message, '"child"');
    assertStringIncludes(error.message, "stopping");
  });
  ref.tell(hang);
  await stage.rest();
  const over = stage.system.shutdown();
  assertThrows(() => stage.system.spawn("b", stage.worker("b")), StoppedError, stage.system.tree().id);
  await over;
  assertThrows(() => stage.system.spawn("b", stage.worker("b")), StoppedError, "stopped");
  assertEquals(stage.take(), ["+a", "-a normal"]);
  assertEquals(stage.seen("failed"), []);
});

Deno.test("supervisor() that declares a name twice has failed to start", async () => {
  await using stage = new Stage();
  const twice = supervisor({}, (self) => {
    self.spawn("a", stage.worker("a"));
    self.spawn("a", stage.worker("a"));
  });
  stage.system.spawn(twice, { restart: "temporary" });
  assertEquals(await stage.taken(), []);
  assert(stage.seen("failed")[0]?.error instanceof NameTakenError);
});

Deno.test("siblings under different parents may share a name, and every id is unique", async () => {
  await using stage = new Stage();
  const ids = new Set<string>();
  for (const parent of ["p", "q"]) {
    stage.system.spawn(parent, stage.worker(parent)).tell((self) => {
      ids.add(self.spawn("child", stage.worker("child")).id);
      for (let n = 0; n < 10; n++) ids.add(self.spawn(stage.worker("child")).id);
    });
  }
  await stage.rest();
  assertEquals(ids.size, 22);
  assertEquals([...ids].filter((id) => /^\/[pq]\/child#\d+$/.test(id)).length, 2);
});

for (const name of ["", "a/b", "a#1", "a?b", "a b", "$1", "\n"]) {
  Deno.test(`spawn() refuses the name ${JSON.stringify(name)}`, async () => {
    await using stage = new Stage();
    assertThrows(() => stage.system.spawn(name, stage.worker("a")), TypeError, JSON.stringify(name));
    assertEquals(stage.system.tree().children, []);
  });
}
