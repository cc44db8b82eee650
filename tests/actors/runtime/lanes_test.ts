import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Context, type ExitReason, System } from "../../../actors/mod.ts";
import { Probe, turn } from "../../../actors/testing.ts";
import { failures, listen } from "./_listen.ts";

Deno.test("Handler.signal goes before the messages that wait", async () => {
  await using system = new System();
  const log: string[] = [];
  const target = system.spawn("target", () => () => {});
  const watcher = system.spawn("watcher", (self) => {
    self.watch(target);
    return {
      receive: async (message: string) => {
        log.push(message);
        if (message !== "first") return;
        system.stop(target);
        await system.stopped(target);
      },
      signal: (signal) => void log.push(signal.type),
    };
  });
  const probe = new Probe(system);
  for (const message of ["first", "second", "third"]) watcher.tell(message);
  system.stop(watcher, { after: "drain" });
  await probe.expectTerminated(watcher);
  assertEquals(log, ["first", "terminated", "second", "third"]);
});

Deno.test("Handler.receive is never called inside a call of tell, also not by a message to itself", async () => {
  await using system = new System();
  const log: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    log.push(`${message} begins`);
    if (message === "one") self.ref.tell("two");
    log.push(`${message} ends`);
  });
  ref.tell("one");
  log.push("told");
  await turn();
  assertEquals(log, ["told", "one begins", "one ends", "two begins", "two ends"]);
});

Deno.test("Context.stop() after drain leaves an actor that is started again with an open mailbox", async () => {
  await using system = new System();
  const log: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    log.push(`${message} by ${self.incarnation}`);
    if (message === "drain") self.stop(undefined, { after: "drain" });
  }, { restart: "permanent" });
  for (const message of ["drain", "one"]) ref.tell(message);
  await turn();
  assert(ref.tell("two"));
  await turn();
  assertEquals(log, ["drain by 1", "one by 1", "two by 2"]);
});

Deno.test("Handler.stopped is called once for each incarnation, whatever ends it and however often that is asked for", async () => {
  const ends: Record<string, (self: Context<string>, system: System) => void> = {
    failure: () => {
      throw new Error("boom");
    },
    stop: (self) => {
      self.stop();
      self.stop();
    },
    "stop and failure": (self) => {
      self.stop();
      throw new Error("boom");
    },
    "stop and kill": (self, system) => {
      system.stop(self.ref);
      system.stop(self.ref, { after: "kill" });
      system.stop(self.ref);
    },
    "drain and stop": (self, system) => {
      system.stop(self.ref, { after: "drain" });
      system.stop(self.ref, { after: "drain" });
      system.stop(self.ref);
    },
  };
  for (const [name, end] of Object.entries(ends)) {
    await using system = new System();
    listen(system);
    const reasons: [number, ExitReason["type"]][] = [];
    const ref = system.spawn("a", (self) => ({
      receive: () => end(self, system),
      stopped: (reason) => void reasons.push([self.incarnation, reason.type]),
    }), { restart: "temporary" });
    ref.tell("end");
    await system.stopped(ref);
    await turn();
    assertEquals(reasons.map(([incarnation]) => incarnation), [1], name);
  }
});

Deno.test("Handler.stopped that throws is reported, and the end goes on", async () => {
  await using system = new System();
  const events = listen(system);
  const ref = system.spawn("a", () => ({
    receive: () => {},
    stopped: () => {
      throw new Error("cannot close");
    },
  }));
  ref.tell("x");
  await turn();
  system.stop(ref);
  assertEquals((await system.stopped(ref)).type, "shutdown");
  await turn();
  const told = events.filter(({ id }) => id === ref.id).map(({ type }) => type);
  assertEquals(told, ["started", "failed", "stopped"]);
  await assertRejects(() => ref.offer("x"));
});

Deno.test("Handler.receive may return what is merely like a promise, even a broken one", async () => {
  await using system = new System({ intensity: 10 });
  const events = listen(system);
  const log: string[] = [];
  const like = (then: (done: () => void) => void) => ({ then }) as unknown as Promise<void>;
  const results: Record<string, () => Promise<void>> = {
    good: () => like((done) => setTimeout(done, 1)),
    eager: () => like((done) => (done(), done())),
    broken: () =>
      like(() => {
        throw new Error("no promise");
      }),
  };
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    log.push(`${message} by ${self.incarnation}`);
    return results[message]?.();
  });
  for (const message of ["good", "eager", "broken", "last"]) ref.tell(message);
  system.stop(ref, { after: "drain" });
  await system.stopped(ref);
  assertEquals(log, ["good by 1", "eager by 1", "broken by 1", "last by 2"]);
  assertEquals(failures(events).map((error) => (error as Error).message), ["no promise"]);
});
