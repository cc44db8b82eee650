import { assert, assertEquals, assertFalse, assertMatch, assertStrictEquals } from "@std/assert";
import { type Actor, type Context, type Ref, System, type SystemEvent } from "../../../actors/mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { hostile, Printed, untouchable } from "./_console.ts";
import { gate, letters, listen } from "./_listen.ts";

const idle: Actor<unknown> = () => () => {};

/** A ref whose actor has ended. */
async function ended(system: System, name = "ended"): Promise<Ref<unknown>> {
  const ref = system.spawn(name, idle);
  system.stop(ref);
  await system.stopped(ref);
  return ref;
}

Deno.test("Events tell of a message that reached nobody by target, cause and the message itself", async () => {
  await using system = new System();
  const events = listen(system);
  const ref = await ended(system);
  const message = { type: "hello" };
  assertFalse(ref.tell(message));
  const event = events.find(({ type }) => type === "dead-letter");
  assert(event?.type === "dead-letter");
  assertEquals([event.id, event.why], [ref.id, "stopped"]);
  assertStrictEquals(event.message, message);
});

Deno.test("Events count the messages that reached nobody by cause, with and without listeners", async () => {
  using _printed = new Printed();
  await using system = new System();
  const ref = await ended(system);
  const { passed, open } = gate();
  const wedged = system.spawn("wedged", () => () => passed, { capacity: 1 });
  for (let i = 0; i < 3; i++) ref.tell(i);
  for (let i = 0; i < 5; i++) wedged.tell(i);
  assertEquals(system.events().deadLetters, { stopped: 3, full: 4, unhandled: 0, "late-reply": 0 });
  listen(system);
  ref.tell(3);
  assertEquals(system.events().deadLetters, { stopped: 4, full: 4, unhandled: 0, "late-reply": 0 });
  open();
});

Deno.test("Events tell of what was told an actor that is ending", async () => {
  await using system = new System();
  const events = listen(system);
  const { passed, open } = gate();
  const ref = system.spawn("a", () => ({ receive: () => {}, stopped: () => passed }));
  await turn();
  system.stop(ref);
  await turn();
  assertEquals(system.tree().children[0]?.state, "stopping");
  assertFalse(ref.tell("too late"));
  open();
  await system.stopped(ref);
  assertEquals(letters(events), [["stopped", "too late"]]);
});

Deno.test("Events tell nothing of a dead letter that comes of telling of one", async () => {
  await using system = new System();
  const seen: SystemEvent[] = [];
  const ref = await ended(system);
  const logger = await ended(system, "logger");
  const full = system.spawn("full", () => () => {}, { capacity: 1 });
  full.tell("fills it");
  system.events().subscribe((event) => {
    seen.push(event);
    if (event.type === "dead-letter") {
      logger.tell(event);
      full.tell({ wrapped: event });
    }
  });
  ref.tell("lost");
  assertEquals(letters(seen), [["stopped", "lost"]]);
  assertEquals(system.events().deadLetters, { stopped: 2, full: 1, unhandled: 0, "late-reply": 0 });
});

Deno.test("Events tell nothing of a dead letter about a dead letter that was forwarded later", async () => {
  await using system = new System();
  const ref = await ended(system);
  const events = listen(system);
  const forwarder = system.spawn("forwarder", () => (event: SystemEvent) => void ref.tell(event));
  system.events().subscribe((event) => void (event.type === "dead-letter" && forwarder.tell(event)));
  ref.tell("lost");
  await turn();
  assertEquals(letters(events), [["stopped", "lost"]]);
  assertEquals(system.events().deadLetters.stopped, 2);
});

Deno.test("System prints five dead letters a second where nobody listens, and then how many more there were", async () => {
  using printed = new Printed();
  const clock = new ManualClock();
  await using system = new System({ clock });
  const ref = await ended(system);
  for (let i = 0; i < 25; i++) ref.tell(i);
  const line = `a message to ${ref.id} reached nobody: stopped`;
  assertEquals(printed.warnings, [line, line, line, line, line]);
  await clock.advance(999);
  ref.tell("still suppressed");
  assertEquals(printed.warnings.length, 5);
  await clock.advance(1);
  ref.tell("printed");
  assertEquals(printed.warnings.slice(5), ["21 more messages reached nobody", line]);
  await clock.advance(1_000);
  ref.tell("printed too");
  assertEquals(printed.warnings.slice(7), [line]);
});

Deno.test("System prints no dead letters where somebody listens, and no late replies at all", async () => {
  using printed = new Printed();
  await using system = new System();
  const ref = await ended(system);
  {
    using _subscription = system.events().subscribe(() => {});
    ref.tell("heard");
  }
  const idler = system.spawn("idler", (self: Context<string>) => {
    self.pipe(Promise.resolve("late"), (value) => value);
    self.stop();
    return () => {};
  });
  await system.stopped(idler);
  await turn();
  assertEquals(printed.warnings, []);
  ref.tell("unheard");
  assertEquals(printed.warnings.length, 1);
});

Deno.test("System never touches the messages that it drops, prints or fails with", async () => {
  using printed = new Printed();
  await using system = new System({ intensity: Infinity });
  const ref = await ended(system);
  const failing = system.spawn("failing", (): (message: unknown) => void => () => {
    throw new Error("boom");
  });
  const { passed, open } = gate();
  const wedged = {
    "drop-newest": system.spawn("newest", () => () => passed, { capacity: 1 }),
    "drop-oldest": system.spawn("oldest", () => () => passed, { capacity: 1, overflow: "drop-oldest" }),
  };
  const messages = hostile();
  for (const message of messages) {
    ref.tell(message);
    failing.tell(message);
    for (const each of Object.values(wedged)) each.tell(message);
    await turn();
  }
  assertEquals(printed.errors.length, messages.length);
  for (const [line] of printed.errors) {
    assertMatch(String(line), /^\/failing#\d+ failed, incarnation \d+: Error: boom$/);
  }
  assertEquals(printed.warnings.length, 5);
  const { stopped, full } = system.events().deadLetters;
  assertEquals(stopped, messages.length);
  assert(full > messages.length);
  open();
});

Deno.test("Ref.tell() never throws, whatever state its actor is in and whatever it is told", async () => {
  await using system = new System();
  listen(system);
  const { passed, open } = gate();
  const spec = { capacity: 1 } as const;
  const refs: Ref<unknown>[] = [
    await ended(system),
    system.spawn("newest", () => () => passed, spec),
    system.spawn("oldest", () => () => passed, { ...spec, overflow: "drop-oldest" }),
    system.spawn("stop", () => () => passed, { ...spec, overflow: "stop" }),
    system.spawn("starting", () => passed.then(() => () => {}), spec),
    system.spawn("unstartable", (): () => void => {
      throw new Error("cannot start");
    }, { ...spec, restart: "temporary" }),
  ];
  const adapted: Ref<unknown>[] = [];
  refs.push(system.spawn("adapting", (self: Context<unknown>) => {
    adapted.push(self.adapt(() => {
      throw new Error("cannot convert");
    }));
    return () => passed;
  }, spec));
  for (let i = 0; i < 4; i++) {
    for (const ref of [...refs, ...adapted]) {
      for (const message of [undefined, null, i, untouchable()]) assertEquals(typeof ref.tell(message), "boolean");
    }
    await turn();
  }
  open();
});

Deno.test("System survives what is thrown by handlers, however hard to print", async () => {
  using printed = new Printed();
  await using system = new System({ intensity: Infinity });
  const things: unknown[] = [undefined, null, Symbol("s"), untouchable(), { toString: null }, () => {}];
  things.push(Object.defineProperty(new Error(), "message", {
    get: () => {
      throw new Error("no message");
    },
  }));
  const ref = system.spawn("a", (): (message: unknown) => void => (message) => {
    throw message;
  });
  for (const thing of things) ref.tell(thing);
  await turn();
  assertEquals(system.tree().children[0]?.restarts, things.length);
  assertEquals(printed.errors.length, things.length);
});
