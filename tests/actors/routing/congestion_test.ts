import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Context, Ref } from "../../../actors/mod.ts";
import { System } from "../../../actors/mod.ts";
import { Congestion } from "../../../actors/routing/_congestion.ts";
import { Patience } from "../../../actors/routing/patience.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { ManualClock, Probe, turn } from "../../../actors/testing.ts";

/** A receiver with a congestion of at most 500 ms, and two feeders. */
async function crowd(patient = false) {
  const clock = new ManualClock();
  const system = new System({ clock });
  const outbox = { taken: 0 };
  const patience = patient ? { patience: new Patience(() => clock.now()) } : {};
  const made = Promise.withResolvers<Congestion>();
  const ref = system.spawn<ConnectionMessage>((self: Context<ConnectionMessage>) => {
    made.resolve(new Congestion(self, { limits: { longestPause: 500, highWater: 1_000 }, ...patience }, outbox));
    return (message) => message.type === "settled" ? message.run() : undefined;
  });
  const congestion = await made.promise;
  const [one, two] = [new Probe<ConnectionMessage>(system), new Probe<ConnectionMessage>(system)];
  const told = async (probe: Probe<ConnectionMessage>): Promise<string[]> => {
    await turn();
    const types = [];
    while (probe.size > 0) types.push((await probe.next()).type);
    return types;
  };
  return { clock, outbox, congestion, ref, one, two, told, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

Deno.test("Congestion asks each feeder once to pause, and to go on when it is relieved", async () => {
  await using c = await crowd();
  c.congestion.crowded(c.one.ref);
  c.congestion.crowded(c.one.ref);
  c.congestion.crowded(c.two.ref);
  assertEquals([await c.told(c.one), await c.told(c.two)], [["pause"], ["pause"]]);
  c.congestion.relieved();
  assertEquals([await c.told(c.one), await c.told(c.two)], [["resume"], ["resume"]]);
  c.congestion.crowded(c.one.ref);
  assertEquals([await c.told(c.one), await c.told(c.two)], [["pause"], []]);
});

Deno.test("Congestion lets the feeders go on after the longest pause, and asks for no second one", async () => {
  await using c = await crowd();
  c.congestion.crowded(c.one.ref);
  for (let taken = 0; taken < 480; taken += 20) {
    c.outbox.taken += 20;
    await c.clock.advance(20);
  }
  await c.clock.advance(19);
  c.congestion.crowded(c.two.ref);
  assertEquals([await c.told(c.one), await c.told(c.two)], [["pause"], ["pause"]]);
  await c.clock.advance(1);
  assertEquals([await c.told(c.one), await c.told(c.two)], [["resume"], ["resume"]]);
  c.congestion.crowded(c.one.ref);
  assertEquals(await c.told(c.one), []);
});

Deno.test("Congestion with patience waits only a moment for a peer that takes nothing at all", async () => {
  await using deaf = await crowd(true);
  deaf.congestion.crowded(deaf.one.ref);
  await deaf.clock.advance(59);
  assertEquals(await deaf.told(deaf.one), ["pause"]);
  await deaf.clock.advance(1);
  assertEquals(await deaf.told(deaf.one), ["resume"]);
  deaf.congestion.crowded(deaf.one.ref);
  assertEquals(await deaf.told(deaf.one), []);

  await using slow = await crowd(true);
  slow.congestion.crowded(slow.one.ref);
  for (let time = 40; time <= 480; time += 40) {
    slow.outbox.taken++;
    await slow.clock.advance(40);
  }
  assertEquals(await slow.told(slow.one), ["pause"]);
  await slow.clock.advance(20);
  assertEquals(await slow.told(slow.one), ["resume"]);
});

Deno.test("Congestion waits again for a peer that takes its bytes in gulps, and it was not in vain", async () => {
  await using c = await crowd(true);
  for (let gulp = 1; gulp < 10; gulp++) {
    c.congestion.crowded(c.one.ref);
    await c.clock.advance(60);
    assertEquals(await c.told(c.one), ["pause", "resume"], `gulp ${gulp}`);
    await c.clock.advance(100);
    c.congestion.crowded(c.one.ref);
    assertEquals(await c.told(c.one), []);
    c.outbox.taken += 500_000;
  }
});

Deno.test("Congestion gives a peer the whole pause that has taken more than hosts have room for", async () => {
  await using c = await crowd(true);
  c.outbox.taken = 6 << 20;
  c.congestion.crowded(c.one.ref);
  await c.clock.advance(499);
  assertEquals(await c.told(c.one), ["pause"]);
  await c.clock.advance(1);
  assertEquals(await c.told(c.one), ["resume"]);
});

Deno.test("Congestion without patience gives every peer the whole pause", async () => {
  await using link = await crowd();
  link.congestion.crowded(link.one.ref);
  await link.clock.advance(499);
  assertEquals(await link.told(link.one), ["pause"]);
  await link.clock.advance(1);
  assertEquals(await link.told(link.one), ["resume"]);
});

Deno.test("Congestion waits only for the shortest while where waiting was in vain before, and longer again later", async () => {
  await using c = await crowd(true);
  const pauses = async (time: number) => {
    c.congestion.crowded(c.one.ref);
    await c.clock.advance(time - 1);
    assertEquals(await c.told(c.one), ["pause"]);
    await c.clock.advance(1);
    assertEquals(await c.told(c.one), ["resume"]);
    c.congestion.relieved();
  };
  await pauses(60);
  await pauses(60);
  await pauses(20);
  await pauses(20);
  await c.clock.advance(60_000);
  await pauses(60);

  const patience = new Patience(() => c.clock.now());
  for (let i = 0; i < 100; i++) patience.wasted(40);
  assert(patience.left);
});

Deno.test("Congestion asks for pauses again once it has been relieved", async () => {
  await using c = await crowd();
  c.congestion.crowded(c.one.ref);
  await c.clock.advance(500);
  c.congestion.relieved();
  c.congestion.crowded(c.one.ref);
  assertEquals(await c.told(c.one), ["pause", "resume", "pause"]);
  await c.clock.advance(500);
  assertEquals(await c.told(c.one), ["resume"]);
});

Deno.test("Congestion does not hold whom nobody knows", async () => {
  await using c = await crowd();
  c.congestion.crowded(undefined);
  await c.clock.advance(500);
  // What nobody fed was no pause: there is a first one still.
  c.congestion.crowded(c.one.ref);
  assertEquals(await c.told(c.one), ["pause"]);
});

Deno.test("Congestion.leave() lets everybody go on", async () => {
  await using c = await crowd();
  c.congestion.crowded(c.one.ref);
  c.congestion.leave();
  c.congestion.crowded(c.one.ref);
  assertEquals(await c.told(c.one), ["pause", "resume"]);
});

Deno.test("Congestion holds until every receiver that asked for a pause has let go", async () => {
  await using c = await crowd();
  const [one, two]: Ref<ConnectionMessage>[] = [c.one.ref, c.two.ref];
  assertFalse(c.congestion.holds);
  c.congestion.pause(one!);
  c.congestion.pause(two!);
  assert(c.congestion.holds);
  assertFalse(c.congestion.resume(one!));
  assert(c.congestion.holds);
  assert(c.congestion.resume(two!));
  assertFalse(c.congestion.holds);
  assertFalse(c.congestion.resume(two!));
});
