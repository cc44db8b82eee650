import { assert, assertEquals, assertFalse, assertInstanceOf, assertRejects } from "@std/assert";
import { type Actor, type Context, type Ref, StoppedError, System } from "../../../actors/mod.ts";
import { turn } from "../../../actors/testing.ts";
import { gate, letters, listen, rejection } from "./_listen.ts";

/** An actor that handles one message each time it is let, and what it has handled. */
class Stepping {
  readonly seen: unknown[] = [];
  readonly #gates: (() => void)[] = [];

  readonly actor: Actor<unknown> = () => async (message) => {
    const { passed, open } = gate();
    this.#gates.push(open);
    await passed;
    this.seen.push(message);
  };

  async step(times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      await turn();
      this.#gates.shift()?.();
      await turn();
    }
  }
}

/** An actor that is at message 0, with `capacity` more in its mailbox. */
async function full(system: System, capacity = 1): Promise<{ readonly ref: Ref<unknown>; readonly actor: Stepping }> {
  const actor = new Stepping();
  const ref = system.spawn("a", actor.actor, { capacity });
  ref.tell(0);
  await turn();
  for (let n = 1; n <= capacity; n++) ref.tell(n);
  return { ref, actor };
}

Deno.test("Ref.offer() is accepted at once where there is room", async () => {
  await using system = new System();
  const seen: unknown[] = [];
  const ref = system.spawn("a", () => (message: unknown) => void seen.push(message));
  await ref.offer("a message");
  await turn();
  assertEquals(seen, ["a message"]);
});

Deno.test("Ref.offer() waits for room, first come first served", async () => {
  await using system = new System();
  const { ref, actor } = await full(system);
  const admitted: number[] = [];
  for (const n of [2, 3, 4]) ref.offer(n).then(() => admitted.push(n));
  await turn();
  assertEquals(admitted, []);
  await actor.step();
  assertEquals(admitted, [2]);
  await actor.step(4);
  assertEquals(admitted, [2, 3, 4]);
  assertEquals(actor.seen, [0, 1, 2, 3, 4]);
});

Deno.test("Ref.offer() goes behind those who wait, also in the middle of a turn when there is room", async () => {
  await using system = new System();
  const { passed, open } = gate();
  const seen: string[] = [];
  const ref = system.spawn("a", (self: Context<string>) => (message: string) => {
    seen.push(message);
    if (message === "first") return passed;
    if (message === "second") self.ref.offer("fourth");
  }, { capacity: 1 });
  ref.tell("first");
  await turn();
  ref.tell("second");
  const third = ref.offer("third");
  open();
  await third;
  await turn();
  assertEquals(seen, ["first", "second", "third", "fourth"]);
});

Deno.test("Ref.offer() of adapted messages waits in the same line", async () => {
  await using system = new System();
  const seen: string[] = [];
  const { passed, open } = gate();
  let adapted: Ref<number> | undefined;
  const ref = system.spawn("a", (self: Context<string>) => {
    adapted = self.adapt((n: number) => `adapted ${n}`);
    return async (message: string) => {
      await passed;
      seen.push(message);
    };
  }, { capacity: 1 });
  ref.tell("first");
  await turn();
  const offers = [ref.offer("second"), adapted!.offer(3), ref.offer("fourth"), adapted!.offer(5)];
  open();
  await Promise.all(offers);
  await turn();
  assertEquals(seen, ["first", "second", "adapted 3", "fourth", "adapted 5"]);
});

Deno.test("Ref.offer() rejects with the reason of its signal, and the others keep their places", async () => {
  await using system = new System();
  const { ref, actor } = await full(system);
  const controller = new AbortController();
  const first = ref.offer(2);
  const second = rejection(ref.offer("withdrawn", { signal: controller.signal }));
  const third = ref.offer(3);
  controller.abort("no time");
  assertEquals(await second, "no time");
  assertEquals(await rejection(ref.offer("never made", { signal: controller.signal })), "no time");
  await actor.step(4);
  await Promise.all([first, third]);
  assertEquals(actor.seen, [0, 1, 2, 3]);
});

Deno.test("Ref.offer() that was accepted is not taken back by its signal", async () => {
  await using system = new System();
  const { ref, actor } = await full(system);
  const controller = new AbortController();
  const offered = ref.offer(2, { signal: controller.signal });
  await actor.step();
  await offered;
  controller.abort();
  await actor.step(2);
  assertEquals(actor.seen, [0, 1, 2]);
});

Deno.test("Ref.offer() is possible again when all who waited have given up", async () => {
  await using system = new System();
  const { ref, actor } = await full(system);
  const controller = new AbortController();
  const withdrawn = rejection(ref.offer("withdrawn", { signal: controller.signal }));
  controller.abort("no time");
  await withdrawn;
  await actor.step(2);
  await ref.offer(2);
  await actor.step();
  assertEquals(actor.seen, [0, 1, 2]);
});

Deno.test("Ref.offer() rejects at once when the actor stops, drains or is killed", async () => {
  for (const after of ["message", "drain", "kill"] as const) {
    await using system = new System();
    const events = listen(system);
    const { ref, actor } = await full(system);
    const offered = ref.offer(2);
    let settled = false;
    offered.catch(() => settled = true);
    system.stop(ref, { after });
    await turn();
    assert(settled, `${after}: the offer waits until the handler is done`);
    assertInstanceOf(await rejection(offered), StoppedError);
    await actor.step(3);
    await system.stopped(ref);
    assertFalse(letters(events).some(([, message]) => message === 2), after);
  }
});

Deno.test("Ref.offer() rejects at once when the actor has ended, and is no dead letter", async () => {
  await using system = new System();
  const events = listen(system);
  const ref = system.spawn("a", () => () => {});
  system.stop(ref);
  await system.stopped(ref);
  await assertRejects(() => ref.offer("x"), StoppedError, `Cannot offer to ${ref.id}: it has ended`);
  assertEquals(letters(events), []);
});

Deno.test("Ref.offer() goes on waiting across a restart", async () => {
  await using system = new System();
  listen(system);
  const seen: string[] = [];
  const { passed, open } = gate();
  const ref = system.spawn("a", (self: Context<string>) => async (message: string) => {
    await passed;
    if (message === "boom") throw new Error("boom");
    seen.push(`${message} by ${self.incarnation}`);
  }, { capacity: 1 });
  ref.tell("boom");
  await turn();
  ref.tell("one");
  const offered = ref.offer("two");
  open();
  await offered;
  await turn();
  assertEquals(seen, ["one by 2", "two by 2"]);
});

Deno.test("Ref.offer() waits also where telling would drop the oldest or fail the actor", async () => {
  for (const overflow of ["drop-oldest", "stop"] as const) {
    await using system = new System();
    const events = listen(system);
    const actor = new Stepping();
    const ref = system.spawn("a", actor.actor, { capacity: 1, overflow });
    const offers = [0, 1, 2, 3].map((n) => ref.offer(n));
    await actor.step(4);
    await Promise.all(offers);
    assertEquals(actor.seen, [0, 1, 2, 3]);
    assertEquals(letters(events), []);
  }
});
