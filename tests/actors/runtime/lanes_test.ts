import { assert, assertEquals, assertFalse, assertRejects, assertThrows } from "@std/assert";
import { type Actor, type Context, type ExitReason, KILLED, RevokedError, System } from "../../../actors/mod.ts";
import { ManualClock, Probe, turn } from "../../../actors/testing.ts";
import { gate, letters, listen } from "./_listen.ts";

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

Deno.test("Handler.signal waits for the promise of the message before, and is waited for", async () => {
  await using system = new System();
  const log: string[] = [];
  const gates = [gate(), gate()] as const;
  const target = system.spawn("target", () => () => {});
  const watcher = system.spawn("watcher", (self) => {
    self.watch(target);
    return {
      receive: async (message: string) => {
        log.push(message);
        if (message === "first") await gates[0].passed;
        log.push(`${message} done`);
      },
      signal: async (signal) => {
        log.push(signal.type);
        await gates[1].passed;
        log.push(`${signal.type} done`);
      },
    };
  });
  watcher.tell("first");
  watcher.tell("second");
  await turn();
  system.stop(target);
  await turn();
  assertEquals(log, ["first"]);
  gates[0].open();
  await turn();
  assertEquals(log, ["first", "first done", "terminated"]);
  gates[1].open();
  await turn();
  assertEquals(log, ["first", "first done", "terminated", "terminated done", "second", "second done"]);
});

Deno.test("Handler.receive is given the next message only when the promise of the one before has settled", async () => {
  await using system = new System();
  let inside = 0;
  const log: number[] = [];
  const ref = system.spawn("a", () => async (message: number) => {
    assertEquals(inside++, 0);
    for (let i = 0; i < message % 4; i++) await Promise.resolve();
    inside--;
    log.push(message);
  });
  for (let i = 0; i < 20; i++) ref.tell(i);
  system.stop(ref, { after: "drain" });
  assertEquals((await system.stopped(ref)).type, "shutdown");
  assertEquals(log, Array.from({ length: 20 }, (_, i) => i));
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

Deno.test("System.stop() lets the current message finish, and what waits becomes dead letters", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const log: string[] = [];
  const ref = system.spawn("a", () => async (message: string) => {
    await passed;
    log.push(message);
  });
  for (const message of ["one", "two", "three"]) ref.tell(message);
  await turn();
  system.stop(ref);
  assertFalse(ref.tell("four"));
  open();
  await system.stopped(ref);
  assertEquals(log, ["one"]);
  assertEquals(letters(events), [["stopped", "four"], ["stopped", "two"], ["stopped", "three"]]);
});

Deno.test("System.stop() after drain handles all that was accepted before and refuses all that comes behind", async () => {
  await using system = new System();
  const events = listen(system);
  const log: number[] = [];
  const ref = system.spawn("a", () => (message: number) => void log.push(message), { capacity: 3 });
  for (const message of [1, 2, 3]) assert(ref.tell(message));
  system.stop(ref, { after: "drain" });
  assertFalse(ref.tell(4));
  assertEquals((await system.stopped(ref)).type, "shutdown");
  assertEquals(log, [1, 2, 3]);
  assertEquals(letters(events), [["stopped", 4]]);
});

Deno.test("System.stop() after drain goes on draining when the actor fails meanwhile", async () => {
  await using system = new System();
  const events = listen(system);
  const log: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    if (message === "bad") throw new Error("bad");
    log.push(`${message} by ${self.incarnation}`);
  });
  for (const message of ["one", "bad", "two"]) ref.tell(message);
  system.stop(ref, { after: "drain" });
  await turn();
  assertFalse(ref.tell("three"));
  assertEquals(log, ["one by 1", "two by 2"]);
  assertEquals(letters(events), [["stopped", "three"]]);
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

Deno.test("System.stop() after kill does not wait for the handler, and what that does later reaches nobody", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const probe = new Probe<string>(system);
  const late = Promise.withResolvers<unknown>();
  const actor: Actor<string> = (self) => async () => {
    const { signal } = self;
    await passed;
    late.resolve({ aborted: signal.aborted, revoked: [() => self.ref, () => self.spawn(actor), () => self.stop()] });
    throw new Error("too late to fail");
  };
  const ref = system.spawn("a", actor);
  ref.tell("wait");
  ref.tell("never");
  await turn();
  system.stop(ref, { after: "kill" });
  assertEquals(await probe.expectTerminated(ref), KILLED);
  assertEquals(letters(events), [["stopped", "never"]]);
  open();
  const { aborted, revoked } = await late.promise as { aborted: boolean; revoked: (() => unknown)[] };
  assert(aborted);
  for (const use of revoked) assertThrows(use, RevokedError, "incarnation 1");
  await turn();
  assertFalse(events.some((event) => event.type === "failed"));
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

Deno.test("System.stopped() resolves for everybody who waits for the same end", async () => {
  const clock = new ManualClock();
  await using system = new System({ clock });
  const ref = system.spawn("a", () => () => {});
  const waiting = [system.stopped(ref), system.stopped(ref), system.stopped(ref)];
  system.stop(ref);
  assertEquals((await Promise.all(waiting)).map(({ type }) => type), ["shutdown", "shutdown", "shutdown"]);
  assertEquals(await system.stopped(ref), { type: "not-found" });
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
