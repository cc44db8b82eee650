import { assertEquals } from "@std/assert";
import { crash, hang, Stage } from "./_stage.ts";

const ABC = { a: {}, b: {}, c: {} };

Deno.test("one-for-one restarts the child alone", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "one-for-one" }, ABC);
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "+b"]);
});

Deno.test("one-for-all stops the others, youngest first, and starts all, oldest first", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "one-for-all" }, ABC);
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-c shutdown", "-a shutdown", "+a", "+b", "+c"]);
});

Deno.test("rest-for-one does the same for the child and those started after it", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "rest-for-one" }, { a: {}, b: {}, c: {}, d: {} });
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-d shutdown", "-c shutdown", "+b", "+c", "+d"]);
});

Deno.test("a group restart waits for each child to be over before it stops the next, and to start before the next", async () => {
  await using stage = new Stage();
  const gates = { stop: Promise.withResolvers<void>(), start: Promise.withResolvers<void>() };
  const { refs } = await stage.supervise({ strategy: "one-for-all" }, {
    a: { start: (self) => self.incarnation === 1 ? undefined : gates.start.promise },
    b: {},
    c: { stopped: () => gates.stop.promise },
  });
  stage.take();
  refs.b!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-c shutdown"]);
  gates.stop.resolve();
  assertEquals(await stage.taken(), ["-a shutdown", "+a"]);
  gates.start.resolve();
  assertEquals(await stage.taken(), ["+b", "+c"]);
});

Deno.test("a group restart keeps the refs and the mail of all that it restarts", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "one-for-all" }, ABC);
  stage.take();
  const gate = Promise.withResolvers<void>();
  refs.c!.tell(() => gate.promise);
  for (const n of [1, 2]) refs.c!.tell(() => stage.log.push(`task ${n}`));
  await stage.rest();
  refs.a!.tell(crash);
  await stage.rest();
  gate.resolve();
  assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "+b", "+c", "task 1", "task 2"]);
  assertEquals(stage.seen("dead-letter"), []);
});

for (const strategy of ["one-for-all", "rest-for-one"] as const) {
  Deno.test(`${strategy} does not bring back a temporary sibling that it stopped`, async () => {
    await using stage = new Stage();
    const { refs } = await stage.supervise({ strategy }, { a: {}, b: { spec: { restart: "temporary" } }, c: {} });
    stage.take();
    refs.a!.tell(crash);
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "+c"]);
    assertEquals(stage.seen("stopped").map((event) => event.id), [refs.b!.id]);
  });

  Deno.test(`${strategy} brings back a transient sibling that it stopped`, async () => {
    await using stage = new Stage();
    const { refs } = await stage.supervise({ strategy }, { a: {}, b: { spec: { restart: "transient" } } });
    stage.take();
    refs.a!.tell(crash);
    assertEquals(await stage.taken(), ["-a failed", "-b shutdown", "+a", "+b"]);
  });

  Deno.test(`${strategy} does not bring back a temporary sibling that failed by itself meanwhile`, async () => {
    await using stage = new Stage();
    const gate = Promise.withResolvers<void>();
    const { refs } = await stage.supervise({ strategy }, {
      a: {},
      b: { spec: { restart: "temporary" } },
      c: { stopped: () => gate.promise },
    });
    stage.take();
    refs.a!.tell(crash);
    await stage.rest();
    refs.b!.tell(crash);
    await stage.rest();
    gate.resolve();
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b failed", "+a", "+c"]);
  });

  Deno.test(`${strategy} brings back a sibling that ended by itself meanwhile, as part of the one restart`, async () => {
    await using stage = new Stage();
    const gate = Promise.withResolvers<void>();
    const { refs } = await stage.supervise({ strategy }, {
      a: {},
      b: { spec: { restart: "transient" } },
      c: { stopped: () => gate.promise },
    });
    stage.take();
    refs.a!.tell(crash);
    await stage.rest();
    refs.b!.tell((self) => self.stop());
    await stage.rest();
    gate.resolve();
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b normal", "+a", "+b", "+c"]);
    assertEquals(stage.seen("restarting").length, 1);
  });

  Deno.test(`${strategy} charges the window once for a group`, async () => {
    await using stage = new Stage();
    const { ref, refs } = await stage.supervise({ strategy, intensity: 1 }, ABC, { restart: "temporary" });
    stage.take();
    refs.a!.tell(crash);
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "+b", "+c"]);
    assertEquals(stage.seen("gave-up"), []);
    refs.c!.tell(crash);
    await stage.rest();
    assertEquals(stage.seen("gave-up").map((event) => event.id), [ref.id]);
  });

  Deno.test(`${strategy} kills a sibling that is not over within its shutdown, and goes on`, async () => {
    await using stage = new Stage();
    const { refs } = await stage.supervise({ strategy }, { a: {}, b: { spec: { shutdown: 100 } } });
    stage.take();
    refs.b!.tell(hang);
    await stage.rest();
    refs.a!.tell(crash);
    assertEquals(await stage.taken(), ["-a failed"]);
    await stage.clock.advance(100);
    assertEquals(await stage.taken(), ["-b killed", "+a", "+b"]);
    assertEquals(stage.seen("overran").map(({ id, shutdown }) => ({ id, shutdown })), [{
      id: refs.b!.id,
      shutdown: 100,
    }]);
  });

  Deno.test(`${strategy} whose child fails to start midway retries with the whole strategy, charging the window again`, async () => {
    await using stage = new Stage();
    const start = (self: { readonly incarnation: number }) => {
      if (self.incarnation === 2) throw new Error("no luck");
    };
    const { refs } = await stage.supervise({ strategy, intensity: 2 }, { a: {}, b: { start }, c: {} });
    stage.take();
    refs.a!.tell(crash);
    const again = strategy === "one-for-all" ? ["-a shutdown", "+a", "+b", "+c"] : ["+b", "+c"];
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "+b", ...again]);
    assertEquals(stage.seen("restarting").map((event) => event.id), [refs.a!.id, refs.b!.id]);
  });

  Deno.test(`${strategy} gives up when a child goes on failing to start, and stops those that are up`, async () => {
    await using stage = new Stage();
    const start = (self: { readonly incarnation: number }) => {
      if (self.incarnation > 1) throw new Error("no luck");
    };
    const { refs } = await stage.supervise({ strategy, intensity: 2 }, { a: {}, b: { start }, c: {} }, {
      restart: "temporary",
    });
    stage.take();
    refs.a!.tell(crash);
    const again = strategy === "one-for-all" ? ["-a shutdown", "+a", "+b"] : ["+b"];
    assertEquals(await stage.taken(), [
      ...["-a failed", "-c shutdown", "-b shutdown", "+a", "+b"],
      ...again,
      "-a shutdown",
    ]);
    assertEquals(stage.seen("gave-up").map((event) => event.restarts), [3]);
  });

  Deno.test(`${strategy} waits for its backoff with everything stopped, then starts all in order`, async () => {
    await using stage = new Stage();
    const backoff = { min: 100, max: 100, jitter: 0 };
    const { refs } = await stage.supervise({ strategy, backoff }, ABC);
    stage.take();
    refs.a!.tell(crash);
    assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown"]);
    await stage.clock.advance(99);
    assertEquals(await stage.taken(), []);
    await stage.clock.advance(1);
    assertEquals(await stage.taken(), ["+a", "+b", "+c"]);
  });

  Deno.test(`${strategy} forgets about a group that waits for its backoff when the supervisor is stopped`, async () => {
    await using stage = new Stage();
    const backoff = { min: 100, max: 100, jitter: 0 };
    const { ref, refs } = await stage.supervise({ strategy, backoff }, ABC);
    refs.a!.tell(crash);
    await stage.rest();
    stage.take();
    stage.system.stop(ref);
    await stage.rest();
    assertEquals(stage.clock.timers, 0);
    assertEquals(stage.seen("stopped").length, 4);
    await stage.clock.advance(100);
    assertEquals(await stage.taken(), []);
  });

  Deno.test(`${strategy} gives way to a stop of the supervisor while siblings are being stopped`, async () => {
    await using stage = new Stage();
    const { ref, refs } = await stage.supervise({ strategy }, { a: {}, b: { spec: { shutdown: 100 } } });
    stage.take();
    refs.b!.tell(hang);
    refs.a!.tell(crash);
    await stage.clock.advance(50);
    stage.system.stop(ref);
    await stage.clock.advance(99);
    assertEquals(await stage.taken(), ["-a failed"]);
    await stage.clock.advance(1);
    assertEquals(await stage.taken(), ["-b killed"]);
    assertEquals(stage.seen("overran").length, 1);
  });

  Deno.test(`${strategy} does not mistake the late end of a killed sibling for the end of its next incarnation`, async () => {
    await using stage = new Stage();
    const gates = [1, 2].map(() => Promise.withResolvers<void>());
    const { refs } = await stage.supervise({ strategy, intensity: 2 }, {
      a: {},
      b: { stopped: (_reason, self) => gates[self.incarnation - 1]?.promise, spec: { shutdown: 100 } },
    });
    refs.a!.tell(crash);
    await stage.clock.advance(100);
    assertEquals(await stage.taken(), ["+a", "+b", "-a failed", "-b shutdown", "+a", "+b"]);
    refs.a!.tell(crash);
    await stage.rest();
    gates[0]!.resolve();
    assertEquals(await stage.taken(), ["-a failed", "-b shutdown"]);
    gates[1]!.resolve();
    assertEquals(await stage.taken(), ["+a", "+b"]);
  });

  for (const gone of ["a", "b", "c"]) {
    Deno.test(`${strategy} starts the others when the wait is over although ${gone} was stopped meanwhile`, async () => {
      await using stage = new Stage();
      const backoff = { min: 100, max: 100, jitter: 0 };
      const { refs } = await stage.supervise({ strategy, backoff }, ABC);
      refs.a!.tell(crash);
      await stage.rest();
      stage.take();
      stage.system.stop(refs[gone]!);
      await stage.clock.advance(99);
      assertEquals(await stage.taken(), []);
      await stage.clock.advance(1);
      assertEquals(await stage.taken(), ["a", "b", "c"].filter((name) => name !== gone).map((name) => `+${name}`));
    });
  }
}

Deno.test("one-for-all starts all when the wait is over although the child that failed was stopped meanwhile", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise(
    { strategy: "one-for-all", backoff: { min: 100, max: 100, jitter: 0 } },
    ABC,
  );
  refs.b!.tell(crash);
  await stage.rest();
  stage.take();
  stage.system.stop(refs.b!);
  await stage.clock.advance(100);
  assertEquals(await stage.taken(), ["+a", "+c"]);
});

Deno.test("rest-for-one deals with the failure of an older child after the group that it is restarting has stopped", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const { refs } = await stage.supervise({ strategy: "rest-for-one", intensity: 2 }, {
    a: {},
    b: {},
    c: { stopped: () => gate.promise },
  });
  stage.take();
  refs.b!.tell(crash);
  await stage.rest();
  refs.a!.tell(crash);
  assertEquals(await stage.taken(), ["-b failed", "-c shutdown", "-a failed"]);
  gate.resolve();
  assertEquals(await stage.taken(), ["+b", "+c", "-c shutdown", "-b shutdown", "+a", "+b", "+c"]);
  assertEquals(stage.seen("restarting").map((event) => event.id), [refs.b!.id, refs.a!.id]);
});

Deno.test("a group restart during another's wait for its backoff takes over what was waiting", async () => {
  const backoff = { min: 100, max: 100, jitter: 0 };
  await using stage = new Stage({ strategy: "rest-for-one", backoff });
  const a = stage.system.spawn(stage.worker("a"));
  stage.system.spawn(stage.worker("b"));
  await stage.rest();
  a.tell(crash);
  await stage.clock.advance(50);
  stage.system.spawn(stage.worker("late")).tell(crash);
  await stage.rest();
  stage.take();
  await stage.clock.advance(99);
  assertEquals(await stage.taken(), []);
  await stage.clock.advance(1);
  assertEquals(await stage.taken(), ["+a", "+b", "+late"]);
});

Deno.test("a failing child's mail is handled after a restart of the whole group", async () => {
  await using stage = new Stage();
  const { refs } = await stage.supervise({ strategy: "one-for-all" }, ABC);
  stage.take();
  refs.a!.tell(crash);
  refs.a!.tell(() => stage.log.push("a's task"));
  assertEquals(await stage.taken(), ["-a failed", "-c shutdown", "-b shutdown", "+a", "a's task", "+b", "+c"]);
});
