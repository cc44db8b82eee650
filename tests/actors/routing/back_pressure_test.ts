import { assert, assertEquals, assertLess } from "@std/assert";
import type { Ref } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { RouterMessage } from "../../../actors/routing/messages.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { router } from "../../../actors/routing/router.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import type { Socket } from "../../../actors/routing/socket.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { within } from "../../_within.ts";
import { connectSocket, keptSystem } from "./_connected.ts";
import { testService } from "./_service.ts";

const PIPE = 4_096;

/** Passes all it receives on to everybody else. */
function relay(): RoutedProtocol {
  let exchange: Exchange;
  let transport: Transport;
  return {
    attached: (given) => void (exchange = given),
    connected(given) {
      transport = given;
      exchange.subscribe(new Subscription("all", exchange.ref));
    },
    received(chunk) {
      exchange.publish(new Publication("all", chunk, 0, chunk.length, { from: exchange.ref, echo: false }));
    },
    delivered: ({ buffer, start, end }) => void transport.writePart(buffer, start, end),
  };
}

/** Some relays that are connected with each other, on a clock that stands still. */
function relays() {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const ref: Ref<RouterMessage> = system.spawn("router", router({ counters: new Counters() }));
  const service = testService({ router: ref, limits: { highWater: 10_000, maxPending: 200_000, longestPause: 500 } });
  const dial = () => connectSocket(system, service, relay, PIPE);
  return { clock, system, service, dial, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

/** Writes without end until the socket takes nothing more; returns how much it took. */
async function flood(socket: Socket): Promise<{ taken: () => number; over: Promise<void> }> {
  let taken = 0;
  const bytes = new Uint8Array(1_000);
  const over = (async () => {
    while (true) taken += await socket.write(bytes);
  })().catch(() => {});
  await turn();
  return { taken: () => taken, over };
}

/** Reads as fast as it can until the end. */
async function drain(socket: Socket, until: () => boolean = () => false): Promise<void> {
  const buffer = new Uint8Array(64 << 10);
  while (!until()) if (await socket.read(buffer) === null) return;
}

Deno.test("connection() does not read from who feeds a crowded receiver, until that has caught up", async () => {
  await using r = relays();
  const [feeder, receiver] = [r.dial(), r.dial()];
  await turn();
  const { taken, over } = await flood(feeder.socket);
  const stopped = taken();
  // The receiver's pipe, its outbox to just over the mark, and what a read and the feeder's pipe hold.
  assertLess(stopped, 10_000 + 2 * PIPE + (64 << 10) + 2_000);
  await turn();
  assertEquals(taken(), stopped);
  await drain(receiver.socket, () => taken() > 4 * stopped);
  assertEquals(r.service.counters.get("connections_closed"), 0);
  feeder.socket.close();
  receiver.socket.close();
  await over;
});

Deno.test("connection() pauses who feeds a receiver that never reads only once, and then drops the receiver", async () => {
  await using r = relays();
  const [feeder, receiver, other] = [r.dial(), r.dial(), r.dial()];
  await turn();
  const { taken, over } = await flood(feeder.socket);
  const enough = Promise.withResolvers<void>();
  const reading = drain(other.socket, () => (taken() > 300_000 && enough.resolve(), false)).catch(() => {});
  await turn();
  const paused = taken();
  await r.clock.advance(499);
  assertEquals(taken(), paused);
  await r.clock.advance(1);
  await within(enough.promise, "what is sent after the pause");
  assertEquals(r.service.counters.all().connections_closed_slow, 1);
  assertEquals(await r.system.stopped(receiver.ref), { type: "not-found" });
  for (const { socket } of [feeder, receiver, other]) socket.close();
  await Promise.all([over, reading]);
});

Deno.test("connection() goes on reading when the receiver that asked for a pause ends", async () => {
  await using r = relays();
  const [feeder, receiver] = [r.dial(), r.dial()];
  await turn();
  const { taken, over } = await flood(feeder.socket);
  const paused = taken();
  receiver.socket.close();
  await turn();
  assert(taken() > paused + 50_000, `took ${taken()} after ${paused}`);
  feeder.socket.close();
  await over;
});
