import { assertEquals, assertMatch } from "@std/assert";
import { startMailroom, System } from "../../mod.ts";
import { ManualClock } from "../../actors/testing.ts";
import { UdpClient } from "../_udp_client.ts";
import { enter } from "./_dial.ts";

/** A chat room over TCP and UDP, on a clock that stands still. */
async function room() {
  const clock = new ManualClock();
  const system = new System({ clock });
  const mailroom = await startMailroom({ system, line: { port: 0 }, udp: { port: 0, idle: 60_000, maxLine: 100 } });
  return {
    clock,
    counts: () => mailroom.counts(),
    enter: (name?: string) => enter(mailroom.addresses.line!.port, name),
    /** A client by datagram that is in the room already. */
    async join(name: string): Promise<UdpClient> {
      const client = new UdpClient(mailroom.addresses.udp!.port);
      await client.send(`/nick ${name}`);
      assertEquals(await client.next(), `* you are ${name}\n`);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await mailroom.shutdown();
      await system.shutdown();
    },
  };
}

Deno.test("chat: what is said by TCP is heard by UDP and the other way round, and by nobody who said it", async () => {
  await using r = await room();
  await using ada = await r.enter("Ada");
  using bob = await r.join("Bob");
  using eve = await r.join("Eve");
  await ada.send("by TCP\n");
  assertEquals([await bob.next(), await eve.next()], ["Ada: by TCP\n", "Ada: by TCP\n"]);
  await bob.send("by UDP");
  assertEquals([await ada.line(), await eve.next()], ["Bob: by UDP", "Bob: by UDP"]);
  await eve.send("with a line end\r\n");
  assertEquals([await ada.line(), await bob.next()], ["Eve: with a line end\r", "Eve: with a line end\r\n"]);
});

Deno.test("chat: an address joins with its first datagram, which the room hears", async () => {
  await using r = await room();
  await using ada = await r.enter();
  using bob = await r.join("Bob");
  await ada.send("/who\n");
  assertMatch(await ada.line(), /^\* in lobby: tcp-1, Bob$/);
  await bob.send("hello");
  assertEquals(await ada.line(), "Bob: hello");
});

Deno.test("chat: an address leaves with /quit, and after the silence", async () => {
  await using r = await room();
  await using ada = await r.enter("Ada");
  using bob = await r.join("Bob");
  using eve = await r.join("Eve");
  await bob.send("/quit");
  assertEquals(await bob.next(), "* bye\n");
  await r.clock.advance(59_000);
  await eve.send("still here");
  assertEquals(await ada.line(), "Eve: still here");
  await r.clock.advance(59_000);
  await ada.send("/who\n");
  assertEquals(await ada.line(), "* in lobby: Ada, Eve");
  await r.clock.advance(2_000);
  await ada.send("/who\n");
  assertEquals(await ada.line(), "* in lobby: Ada");
  assertEquals(r.counts().connections_closed_idle, 1);
});

Deno.test("chat: commands by datagram are answered to the asker alone, and wrong ones refused", async () => {
  await using r = await room();
  using bob = await r.join("Bob");
  using eve = await r.join("Eve");
  await bob.send("/join lounge");
  assertEquals(await bob.next(), "* you are in lounge\n");
  await bob.send("/dance");
  assertMatch(await bob.next(), /^! Cannot do "\/dance": /);
  await bob.send("x".repeat(101));
  assertEquals(await bob.next(), "! Cannot take a datagram of 101 bytes: wanted at most 100\n");
  await bob.send("/rooms");
  assertEquals(await bob.next(), "* rooms: lobby (1), lounge (1)\n");
  await eve.send("/join lounge");
  assertEquals(await eve.next(), "* you are in lounge\n");
  await bob.send("//slash");
  assertEquals(await eve.next(), "Bob: /slash");
});
