import { assert, assertEquals, assertLess, assertLessOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type ActorInfo, supervisor } from "../../../actors/mod.ts";
import { Counters } from "../../../actors/routing/counters.ts";
import { datagramPeers } from "../../../actors/routing/datagram_peers.ts";
import { datagrams } from "../../../actors/routing/datagrams.ts";
import { router } from "../../../actors/routing/router.ts";
import type { Peer } from "../../../actors/routing/socket.ts";
import { Strangers } from "../../../actors/routing/strangers.ts";
import { LISTENER_RESTARTS } from "../../../actors/routing/tree.ts";
import { ManualClock, turn } from "../../../actors/testing.ts";
import { LineProtocol } from "../../../transports/protocols/line/line_protocol.ts";
import { cookieAdmission } from "../../../transports/protocols/line/udp_admission.ts";
import { keptSystem } from "./_connected.ts";
import { FakeDatagrams, udp } from "./_datagrams.ts";
import { testService } from "./_service.ts";

/** Counts the bytes that each address is sent. */
class Measured extends FakeDatagrams {
  readonly bytes = new Map<string, number>();

  override send(bytes: Uint8Array, to: Peer): Promise<void> {
    const key = `${to.hostname} ${to.port}`;
    this.bytes.set(key, (this.bytes.get(key) ?? 0) + bytes.length);
    return super.send(bytes, to);
  }
}

/** The chat room over datagrams without a network, where all have to prove themselves. */
function room(strangers?: Strangers) {
  const clock = new ManualClock();
  const system = keptSystem({ clock });
  const service = testService({ router: system.spawn("router", router({ counters: new Counters() })) });
  const socket = new Measured();
  const heard = strangers === undefined ? {} : { strangers };
  system.spawn(
    supervisor(LISTENER_RESTARTS, (self) => {
      const admission = cookieAdmission(() => 0, "proved");
      const protocol = () => new LineProtocol();
      const peers = self.spawn("peers", datagramPeers({ protocol, service, idle: 1_000, admission, ...heard }));
      self.spawn("listener", datagrams({ open: () => socket, peers, service, ...heard }));
    }),
    { restart: "temporary" },
  );
  return { clock, system, service, socket, [Symbol.asyncDispose]: () => system[Symbol.asyncDispose]() };
}

function count(actor: ActorInfo): number {
  return actor.children.reduce((sum, child) => sum + count(child), 1);
}

Deno.test("a datagram address never sends more than it was sent to somebody who has not proved that he receives", async () => {
  const text = fc.oneof(
    fc.constantFrom("/join lobby", "/help", "/who", "/rooms", "/nick a", "/quit", "/join 0123456789abcdef", ""),
    fc.string({ maxLength: 80 }),
  ).chain((text) => fc.nat(40).map((more) => text + " ".repeat(more)));
  const datagram = fc.record({ text, host: fc.nat(5), port: fc.integer({ min: 1, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(datagram, { maxLength: 60 }), async (all) => {
      await using server = room();
      await turn();
      const actors = count(server.system.tree());
      const received = new Map<string, number>();
      for (const { text, host, port } of all) {
        const bytes = new TextEncoder().encode(text);
        const key = `192.0.2.${host} ${port}`;
        received.set(key, (received.get(key) ?? 0) + bytes.length);
        server.socket.come(bytes, udp(port, `192.0.2.${host}`));
      }
      await turn();
      for (const [key, sent] of server.socket.bytes) assertLessOrEqual(sent, received.get(key)!);
      assertEquals(server.service.counters.get("datagrams_in"), all.length);
      assertEquals(count(server.system.tree()), actors);
    }),
    { numRuns: 100 },
  );
});

Deno.test("Strangers are heard at their rate, however many there are", async () => {
  const clock = new ManualClock();
  const strangers = new Strangers(1_000, () => clock.now());
  let heard = 0;
  for (let time = 0; time < 1_000; time++, await clock.advance(1)) {
    while (strangers.pause === 0) {
      strangers.heard();
      heard++;
    }
  }
  assert(heard >= 1_000 && heard <= 1_020, `${heard} were heard`);
  assertThrows(() => new Strangers(0, () => 0), RangeError, "wanted a number from 1");
});

Deno.test("datagrams() receives nothing for a moment when too many strangers have come, and then goes on", async () => {
  const now = { time: 0 };
  await using server = room(new Strangers(200, () => now.time));
  await turn();
  for (let i = 0; i < 50; i++) server.socket.come("hello, is there anybody in the house?", udp(i + 1, "192.0.2.1"));
  await turn();
  const { counters } = server.service;
  const first = counters.get("datagrams_in");
  assertLess(first, 5);
  assertEquals(counters.get("datagrams_delayed"), 1);
  for (let i = 0; i < 200; i++) {
    now.time += 5;
    await server.clock.advance(5);
    await turn();
  }
  assertEquals(counters.get("datagrams_in"), 50);
});
