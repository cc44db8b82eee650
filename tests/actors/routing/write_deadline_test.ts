import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { connection } from "../../../actors/routing/connection.ts";
import { type ConnectionLimits, limitsOf } from "../../../actors/routing/service.ts";
import { CONNECTION_SPEC } from "../../../actors/routing/tree.ts";
import { keptSystem } from "./_connected.ts";
import { Recorder } from "./_recorder.ts";
import { testService } from "./_service.ts";
import { HeldSocket } from "./_stream.ts";

/** A connection to a peer that reads only when it is told to, in a system whose time stands still. */
async function connected(limits: Partial<ConnectionLimits> = {}) {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const socket = new HeldSocket();
  const recorder = new Recorder();
  const service = testService({ limits });
  const ref = system.spawn(connection(socket, () => recorder, service), CONNECTION_SPEC);
  await turn();
  const say = async (text: string) => {
    ref.tell({ type: "settled", run: () => void recorder.transport.write(text) });
    await turn();
  };
  return { clock, system, socket, recorder, service, ref, say };
}

Deno.test("connection() drops a peer that takes longer than writeDeadline for one write, and says why", async () => {
  const { clock, system, socket, recorder, service, say } = await connected({ writeDeadline: 1_000 });
  await using _system = system;
  await say("hello");
  await clock.advance(999);
  assertFalse(socket.closed);
  await clock.advance(1);
  assert(socket.closed);
  assertEquals(await recorder.over, { type: "slow", limit: "deadline", detail: "a write took more than 1000 ms" });
  assertEquals(service.lines.filter((line) => line.startsWith("warn")), [
    "warn memory:held is gone: too slow: a write took more than 1000 ms",
  ]);
  assertEquals(service.counters.get("connections_closed_slow"), 1);
});

Deno.test("connection() gives each write its own time, whatever was written before", async () => {
  const { clock, system, socket, recorder, say } = await connected({ writeDeadline: 1_000 });
  await using _system = system;
  for (let i = 0; i < 10; i++) {
    await say("hello");
    await clock.advance(900);
    await socket.take(5);
    await turn();
  }
  assertFalse(socket.closed);
  await say("hello");
  await clock.advance(999);
  assertFalse(socket.closed);
  // An eighth of the time later at the latest.
  await clock.advance(126);
  assert(socket.closed);
  assertEquals((await recorder.over).type, "slow");
});

Deno.test("connection() does not count the pieces in which a write is taken", async () => {
  const { clock, system, socket, say } = await connected({ writeDeadline: 1_000 });
  await using _system = system;
  await say("hello");
  for (let i = 0; i < 4; i++) {
    await clock.advance(240);
    await socket.take(1);
    await turn();
  }
  assertFalse(socket.closed);
  await clock.advance(200);
  assert(socket.closed);
});

Deno.test("connection() has no timer for an idle peer, and one for a busy one", async () => {
  const { clock, system, socket, say } = await connected({ writeDeadline: 1_000 });
  await using _system = system;
  assertEquals(clock.timers, 0);
  for (let i = 0; i < 100; i++) {
    await say("hello");
    await socket.take(5);
    await turn();
    assertEquals(clock.timers, 1);
  }
  await clock.advance(2_000);
  assertEquals(clock.timers, 0);
  assertFalse(socket.closed);
});

Deno.test("connection() holds a peer to the deadline that the service has when it falls due", async () => {
  const { clock, system, socket, service, say } = await connected({ writeDeadline: 1_000 });
  await using _system = system;
  await say("hello");
  Object.assign(service, { limits: limitsOf({ writeDeadline: 4_000 }) });
  await clock.advance(3_999);
  assertFalse(socket.closed);
  await clock.advance(1);
  assert(socket.closed);
});

Deno.test("connection() that closes sends on for `linger`, whatever its deadline", async () => {
  const { clock, system, socket, recorder, say } = await connected({ writeDeadline: 10, linger: 60_000 });
  await using _system = system;
  await say("hello");
  recorder.transport.close("enough");
  assertEquals(await recorder.over, { type: "closed", detail: "enough" });
  await clock.advance(1_000);
  assertFalse(socket.closed);
  await socket.take(5);
  await turn();
  assert(socket.closed);
});

Deno.test("limitsOf() refuses a writeDeadline that is no time", () => {
  for (const writeDeadline of [0, -1, NaN, Infinity]) {
    assertThrows(() => limitsOf({ writeDeadline }), RangeError, `writeDeadline ${writeDeadline}: wanted milliseconds`);
  }
});
