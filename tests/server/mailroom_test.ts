import { assert, assertEquals, assertFalse, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { type Mailroom, type MailroomOptions, startMailroom, System } from "../../mod.ts";
import { ManualClock } from "../../actors/testing.ts";
import { dialTcp, listenTcp, listenUdp } from "../../transports/mod.ts";
import { poison } from "../actors/routing/_hearer.ts";
import { keptLog } from "../actors/routing/_service.ts";
import { Client } from "../_client.ts";
import { UdpClient } from "../_udp_client.ts";
import { within } from "../_within.ts";

const BOTH: MailroomOptions = { line: { port: 0, greeting: "hi" }, udp: { port: 0 } };

/** A client in a mailroom's chat room, greeted already. */
async function enter(mailroom: Mailroom): Promise<Client> {
  const client = new Client(await dialTcp({ port: mailroom.addresses.line!.port }));
  await client.line();
  return client;
}

/** What a subscription hears, to be waited for. */
function ear(mailroom: Mailroom, subject: string) {
  const heard: string[] = [];
  let changed = Promise.withResolvers<void>();
  const subscription = mailroom.subscribe(subject, ({ subject, payload, reply }) => {
    heard.push(`${subject} ${new TextDecoder().decode(payload)} ${reply ?? "-"}`);
    changed.resolve();
  });
  const next = async () => {
    while (heard.length === 0) {
      await within(changed.promise, `something about ${subject}`);
      changed = Promise.withResolvers();
    }
    return heard.shift();
  };
  return { next, [Symbol.dispose]: () => subscription[Symbol.dispose]() };
}

Deno.test("startMailroom() listens where it says", async () => {
  await using mailroom = await startMailroom(BOTH);
  const { line, udp } = mailroom.addresses;
  assertEquals([line?.transport, line?.hostname, udp?.transport, udp?.hostname], [
    "tcp",
    "127.0.0.1",
    "udp",
    "127.0.0.1",
  ]);
  await using client = await enter(mailroom);
  using peer = new UdpClient(udp!.port);
  await peer.send("by datagram");
  assertEquals(await client.line(), "by datagram");
});

Deno.test("startMailroom() listens on nothing that it was not told", async () => {
  await using mailroom = await startMailroom();
  assertEquals(mailroom.addresses, {});
});

Deno.test("Mailroom.subscribe() hears what is published from then on, by the program and by clients", async () => {
  await using mailroom = await startMailroom(BOTH);
  using rooms = ear(mailroom, "room.*");
  assert(mailroom.publish("room.lobby", "one", "inbox"));
  assertEquals(await rooms.next(), "room.lobby one inbox");
  await using client = await enter(mailroom);
  await client.send("two\n");
  assertEquals(await rooms.next(), "room.lobby two -");
});

Deno.test("Mailroom.subscribe() ends when it is disposed", async () => {
  await using mailroom = await startMailroom();
  using all = ear(mailroom, ">");
  const one = ear(mailroom, "a");
  mailroom.publish("a", "1");
  assertEquals(await one.next(), "a 1 -");
  one[Symbol.dispose]();
  mailroom.publish("a", "2");
  assertEquals([await all.next(), await all.next()], ["a 1 -", "a 2 -"]);
  assertEquals(mailroom.counts().dead_letters_stopped, undefined);
});

Deno.test("Mailroom.subscribe() refuses what is no pattern", async () => {
  await using mailroom = await startMailroom();
  assertThrows(() => mailroom.subscribe("a..b", () => {}), TypeError, 'Cannot subscribe to "a..b"');
});

Deno.test("Mailroom.publish() copies its bytes, which clients get as a line", async () => {
  await using mailroom = await startMailroom(BOTH);
  await using client = await enter(mailroom);
  const bytes = new TextEncoder().encode("hello");
  mailroom.publish("room.lobby", bytes);
  bytes.fill(0);
  assertEquals(await client.line(), "hello");
});

Deno.test("Mailroom.publish() says so when the router has ended", async () => {
  await using system = new System();
  system.events().subscribe(() => {});
  const mailroom = await startMailroom({ system });
  await mailroom.shutdown();
  assertFalse(mailroom.publish("a", "b"));
});

Deno.test("startMailroom() leaves nothing behind when an address is taken", async () => {
  const taken = listenUdp({ port: 0 });
  const free = listenTcp({ port: 0 });
  const { port } = free.address;
  free.close();
  await assertRejects(
    () => startMailroom({ line: { port }, udp: { port: taken.address.port } }),
    Deno.errors.AddrInUse,
    `Cannot listen on udp://127.0.0.1:${taken.address.port}`,
  );
  taken.close();
  await using mailroom = await startMailroom({ line: { port } });
  assertEquals(mailroom.addresses.line?.port, port);
});

Deno.test("startMailroom() leaves nothing behind when the system takes no more actors", async () => {
  const system = new System();
  await system.shutdown();
  const free = listenTcp({ port: 0 });
  const { port } = free.address;
  free.close();
  await assertRejects(() => startMailroom({ system, line: { port } }), Error, "stopped");
  listenTcp({ port }).close();
});

Deno.test("startMailroom() refuses options out of range before it listens", async () => {
  await assertRejects(() => startMailroom({ line: { port: 0, room: "a b" } }), RangeError, 'the room "a b"');
  await assertRejects(() => startMailroom({ udp: { port: 0, maxLine: 0 } }), RangeError, "0");
  await assertRejects(() => startMailroom({ line: { port: 0 }, limits: { linger: -1 } }), RangeError, "linger -1");
});

Deno.test("Mailroom.shutdown() sends what is queued, closes all and frees the addresses", async () => {
  const mailroom = await startMailroom(BOTH);
  const { line, udp } = mailroom.addresses;
  await using client = await enter(mailroom);
  const size = 5_000_000;
  await client.send("/help\n");
  await client.lines(7);
  mailroom.publish("room.lobby", "x".repeat(size));
  await client.bytes(1);
  const over = mailroom.shutdown();
  assertEquals(mailroom.shutdown(), over);
  assertEquals((await client.rest()).length, size);
  await over;
  await mailroom.done;
  await using _next = await startMailroom({ line: { port: line!.port }, udp: { port: udp!.port } });
});

Deno.test("startMailroom() lives in a system that is given, and leaves it running", async () => {
  await using system = new System();
  const mailroom = await startMailroom({ ...BOTH, system });
  assertEquals(mailroom.system, system);
  await mailroom.shutdown();
  assertEquals(system.tree().children, []);
  assertEquals(system.tree().state, "running");
});

Deno.test("startMailroom() can be called twice in one system", async () => {
  // The clock stands still: whoever waited for the wrong subscribers would wait for ever.
  await using system = new System({ clock: new ManualClock() });
  system.events().subscribe(() => {});
  await using one = await startMailroom({ ...BOTH, system });
  await using two = await startMailroom({ ...BOTH, system });
  assertNotEquals(one.addresses.line?.port, two.addresses.line?.port);
  await using apart = await enter(one);
  await using alone = await enter(two);
  one.publish("room.lobby", "to one");
  two.publish("room.lobby", "to two");
  assertEquals([await apart.line(), await alone.line()], ["to one", "to two"]);
  // A crash of one router concerns neither the other nor its subscribers, and nobody waits for them.
  one.router.tell(poison());
  one.publish("room.lobby", "one again");
  two.publish("room.lobby", "two again");
  assertEquals([await apart.line(), await alone.line()], ["one again", "two again"]);
});

Deno.test("Mailroom.done rejects when the router gives up, and says why", async () => {
  const { log, lines } = keptLog();
  const mailroom = await startMailroom({ ...BOTH, log });
  await using client = await enter(mailroom);
  for (let i = 0; i < 30; i++) mailroom.router.tell(poison());
  await assertRejects(() => within(mailroom.done, "the end"), Error, "The router has ended: shutdown (more than 20");
  assertEquals(await client.rest(), "");
  assert(lines.some((line) => /^error .* gives up after 21 restarts within 10000 ms$/.test(line)), lines.at(-1));
});
