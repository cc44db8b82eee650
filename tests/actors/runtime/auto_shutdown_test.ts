import { assertEquals, assertStringIncludes } from "@std/assert";
import { crash, Stage, type Task, word } from "./_stage.ts";

const stopSelf: Task = (self) => self.stop();
const SIGNIFICANT = { spec: { restart: "transient", significant: true } } as const;

Deno.test("autoShutdown any-significant ends the supervisor when one significant child has ended by itself", async () => {
  await using stage = new Stage();
  const { ref, refs } = await stage.supervise({ autoShutdown: "any-significant" }, {
    a: {},
    b: SIGNIFICANT,
    c: SIGNIFICANT,
  });
  stage.take();
  const end = stage.system.stopped(ref);
  refs.b!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-b normal", "-c shutdown", "-a shutdown"]);
  const reason = await end;
  assertEquals(reason.type, "shutdown");
  assertStringIncludes(word(reason), refs.b!.id);
});

Deno.test("autoShutdown all-significant waits for the last of the significant children", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ autoShutdown: "all-significant" }, {
    a: {},
    b: SIGNIFICANT,
    c: SIGNIFICANT,
  });
  stage.take();
  refs.b!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-b normal"]);
  refs.c!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-c normal", "-a shutdown"]);
});

Deno.test("autoShutdown counts a temporary significant child that failed", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ autoShutdown: "any-significant" }, {
    a: {},
    b: { spec: { restart: "temporary", significant: true } },
  });
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-a shutdown"]);
});

Deno.test("autoShutdown does not count a significant child that is restarted", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ autoShutdown: "any-significant" }, { a: {}, b: SIGNIFICANT });
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "+b"]);
});

Deno.test("autoShutdown does not count a significant child that was stopped on purpose", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ autoShutdown: "any-significant" }, { a: {}, b: SIGNIFICANT });
  stage.take();
  stage.system.stop(refs.b!);
  assertEquals(await stage.taken(), ["-b shutdown"]);
});

Deno.test("autoShutdown does not count a significant child that a group restart stopped", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "one-for-all", autoShutdown: "any-significant" }, {
    a: {},
    b: { spec: { restart: "temporary", significant: true } },
    c: SIGNIFICANT,
  });
  stage.take();
  refs.a!.tell(crash);
  assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "+c"]);
});

Deno.test("autoShutdown never, the default, ignores significance", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({}, { a: {}, b: SIGNIFICANT });
  stage.take();
  refs.b!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-b normal"]);
});

Deno.test("autoShutdown ignores children that are not significant", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ autoShutdown: "any-significant" }, {
    a: { spec: { restart: "transient" } },
    b: SIGNIFICANT,
  });
  stage.take();
  refs.a!.tell(stopSelf);
  assertEquals(await stage.taken(), ["-a normal"]);
});
