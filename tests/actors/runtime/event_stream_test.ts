import { assert, assertEquals, assertFalse, assertStrictEquals } from "@std/assert";
import { System, type SystemEvent } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { Printed } from "./_console.ts";

/** Makes an event: a message that reaches nobody. */
async function noise(system: System): Promise<(message: unknown) => void> {
  const ref = system.spawn("ended", () => () => {});
  system.stop(ref);
  await system.stopped(ref);
  return (message) => void ref.tell(message);
}

/** What a listener hears of the noise that is made, as it was told. */
function hears(into: unknown[]): (event: SystemEvent) => void {
  return (event) => void (event.type === "dead-letter" && into.push(event.message));
}

Deno.test("Events.subscribe() tells from now on, until it is disposed", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const heard: unknown[] = [];
  make("before");
  {
    using _subscription = system.events().subscribe(hears(heard));
    make("during");
  }
  make("after");
  assertEquals(heard, ["during"]);
});

Deno.test("Events.subscribe() ends with its signal, and does not begin when that has aborted", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const heard: unknown[] = [];
  const controller = new AbortController();
  system.events().subscribe(hears(heard), { signal: controller.signal });
  make(1);
  controller.abort();
  make(2);
  using _subscription = system.events().subscribe(hears(heard), { signal: controller.signal });
  make(3);
  assertEquals(heard, [1]);
});

Deno.test("Events.subscribe() counts a listener as often as it subscribes, and takes back one at a time", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const heard: unknown[] = [];
  const listener = hears(heard);
  const [first, second] = [system.events().subscribe(listener), system.events().subscribe(listener)];
  make(1);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  make(2);
  second[Symbol.dispose]();
  make(3);
  assertEquals(heard, [1, 1, 2]);
});

Deno.test("Events print what a listener throws, and tell the others", async () => {
  using printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const heard: unknown[] = [];
  const error = new Error("cannot listen");
  using _first = system.events().subscribe(() => {
    throw error;
  });
  using _second = system.events().subscribe(hears(heard));
  make(1);
  assertEquals(heard, [1]);
  assertEquals(printed.errors.length, 1);
  assertStrictEquals(printed.errors[0]?.[1], error);
});

Deno.test("Events can be iterated, which ends with the loop", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const heard: unknown[] = [];
  const looping = (async () => {
    for await (const event of system.events()) {
      hears(heard)(event);
      if (heard.length === 3) break;
    }
  })();
  for (const n of [1, 2, 3, 4]) make(n);
  await looping;
  make(5);
  assertEquals(heard, [1, 2, 3]);
});

Deno.test("Events leave out the oldest for an iterator that is far behind, which goes on hearing", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  const iterator = system.events()[Symbol.asyncIterator]();
  const first = iterator.next();
  for (let n = 0; n < 2_000; n++) make(n);
  const heard: unknown[] = [];
  hears(heard)((await first).value!);
  for (let n = 1; n < 1_024; n++) hears(heard)((await iterator.next()).value!);
  assertEquals(heard, Array.from({ length: 1_024 }, (_, i) => 2_000 - 1_024 + i));
  const next = iterator.next();
  make("and more");
  hears(heard)((await next).value!);
  assertEquals(heard.at(-1), "and more");
  await iterator.return?.();
});

Deno.test("Events tell of an actor's life in order", async () => {
  await using system = new System();
  const told: string[] = [];
  system.events().subscribe((event) => void told.push(`${event.type} ${event.id}`));
  const ref = system.spawn("a", () => (message: string) => {
    throw new Error(message);
  });
  ref.tell("boom");
  await turn();
  system.stop(ref);
  await system.stopped(ref);
  assertEquals(told, ["started", "failed", "restarting", "started", "stopped"].map((type) => `${type} ${ref.id}`));
});

Deno.test("Events keep nothing for those who come later", async () => {
  using _printed = new Printed();
  await using system = new System();
  const make = await noise(system);
  make("long ago");
  const heard: unknown[] = [];
  using _subscription = system.events().subscribe(hears(heard));
  await turn();
  assertEquals(heard, []);
  assertEquals(system.events().deadLetters.stopped, 1);
  assertFalse("history" in system.events());
  assert(system.events() === system.events());
});
