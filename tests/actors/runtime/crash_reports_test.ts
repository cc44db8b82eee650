import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Actor, supervisor, System, type SystemOptions } from "../../../actors/mod.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { hang, Stage } from "./_stage.ts";

/** What a system that nobody listens to prints during `test`, as `error` or `warn` and the first argument. */
async function printed(test: (system: System) => void | Promise<void>, options: SystemOptions = {}): Promise<string[]> {
  const lines: string[] = [];
  const { error, warn } = console;
  console.error = (...data: unknown[]) => void lines.push(`error ${data[0]}`);
  console.warn = (...data: unknown[]) => void lines.push(`warn ${data[0]}`);
  try {
    await using system = new System({ clock: new ManualClock(), intensity: 1_000, ...options });
    await test(system);
    await turn();
  } finally {
    Object.assign(console, { error, warn });
  }
  return lines;
}

const failing: Actor<unknown> = () => (message) => {
  throw message;
};

Deno.test("a failure is published with the actor, the incarnation and the error itself", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", failing);
  const errors = [new Error("one"), { not: "an error" }, undefined];
  for (const error of errors) ref.tell(error);
  await stage.rest();
  assertEquals(
    stage.seen("failed"),
    errors.map((error, index) => ({
      type: "failed" as const,
      id: ref.id,
      incarnation: index + 1,
      error,
    })),
  );
  assert(stage.seen("failed")[1]?.error === errors[1]);
});

Deno.test("a failure that nobody listens to is printed once, with the error", async () => {
  const error = new Error("boom");
  const lines: unknown[][] = [];
  const original = console.error;
  console.error = (...data: unknown[]) => void lines.push(data);
  try {
    await using system = new System({ clock: new ManualClock() });
    system.spawn("a", failing).tell(error);
    await turn();
  } finally {
    console.error = original;
  }
  assertEquals(lines.length, 1);
  assertMatch(String(lines[0]?.[0]), /^\/a#\d+ failed, incarnation 1: Error: boom$/);
  assert(lines[0]?.[1] === error);
});

Deno.test("an actor that crashes again and again is seen each time, and so is the supervisor that gives up", async () => {
  const lines = await printed(async (system) => {
    const broken: Actor<never> = (self) => {
      if (self.incarnation > 1) throw new Error("no luck");
      self.stop();
      return () => {};
    };
    const tree = supervisor({ intensity: 2 }, (self) => void self.spawn("broken", broken));
    const ref = system.spawn("sup", tree, { restart: "temporary" });
    await system.stopped(ref);
  });
  assertEquals(lines.map((line) => line.replace(/#\d+/g, "")), [
    "error /sup/broken failed, incarnation 2: Error: no luck",
    "error /sup/broken failed, incarnation 3: Error: no luck",
    "error /sup gives up after 3 restarts within 5000 ms",
  ]);
});

Deno.test("whoever overruns its deadline is printed when nobody listens", async () => {
  const clock = new ManualClock();
  const lines = await printed(async (system) => {
    system.spawn("slow", () => hang as () => Promise<void>).tell({} as never);
    await turn();
    const over = system.shutdown();
    await clock.advance(5_000);
    await over;
  }, { clock });
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0]!, "was not over within 5000 ms and is killed");
});

Deno.test("nothing is printed when somebody listens", async () => {
  const lines = await printed(async (system) => {
    system.events().subscribe(() => {});
    system.spawn(failing).tell(new Error("boom"));
    await turn();
  });
  assertEquals(lines, []);
});

Deno.test("no diagnostic reads a message or trips over an error, however hostile", async () => {
  const gotcha = () => {
    throw new Error("gotcha");
  };
  const traps = {
    get: gotcha,
    has: gotcha,
    ownKeys: gotcha,
    getPrototypeOf: gotcha,
    getOwnPropertyDescriptor: gotcha,
  };
  class Hostile extends Error {
    override get message(): string {
      return gotcha();
    }
    override get name(): string {
      return gotcha();
    }
    override get stack(): string {
      return gotcha();
    }
    override toString(): string {
      return gotcha();
    }
  }
  const proxy = new Proxy({}, traps);
  const errors = [new Hostile(), proxy, Object.create(null), Symbol("s")];
  const handled: unknown[] = [];
  const lines = await printed(async (system) => {
    const ref = system.spawn("a", failing);
    for (const error of errors) ref.tell(error);
    await turn();
    const dead = system.spawn("dead", () => (message: unknown) => void handled.push(message));
    system.stop(dead);
    await turn();
    for (const error of errors) assertEquals(dead.tell(error), false);
  });
  assertEquals(handled, []);
  assertEquals(lines.filter((line) => line.startsWith("error ")).length, errors.length);
  assertEquals(lines.filter((line) => line.startsWith("warn ")).length, errors.length);
});

Deno.test("an error that the console cannot print does not stop the system", async () => {
  const odd = { toString: () => "odd" };
  const original = console.error;
  const lines: unknown[] = [];
  console.error = (...data: unknown[]) => {
    if (data.includes(odd)) throw new Error("no way to print it");
    lines.push(data[0]);
  };
  try {
    await using system = new System({ clock: new ManualClock(), intensity: 10 });
    const seen: unknown[] = [];
    const ref = system.spawn("a", (): (message: unknown) => void => (message) => {
      if (message === odd) throw message;
      seen.push(message);
    });
    ref.tell(odd);
    ref.tell("later");
    await turn();
    assertEquals(seen, ["later"]);
  } finally {
    console.error = original;
  }
  assertEquals(lines.map((line) => String(line).replace(/#\d+/, "")), ["/a failed, incarnation 1: a thrown object"]);
});

Deno.test("events come in the order of what happened", async () => {
  await using stage = new Stage();
  const ref = stage.system.spawn("a", failing);
  ref.tell(new Error("boom"));
  await stage.rest();
  stage.system.stop(ref);
  await stage.rest();
  const own = stage.events.filter((event) => event.id === ref.id).map((event) => event.type);
  assertEquals(own, ["started", "failed", "restarting", "started", "stopped"]);
});
