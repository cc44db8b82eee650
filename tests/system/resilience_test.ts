import { assert, assertEquals } from "@std/assert";
import { type Mailroom, startMailroom } from "../../mod.ts";
import { subscribersOf } from "../../actors/routing/router.ts";
import type { Client } from "../_client.ts";
import { UdpClient } from "../_udp_client.ts";
import { poison } from "../actors/routing/_hearer.ts";
import { keptLog } from "../actors/routing/_service.ts";
import { enter } from "./_dial.ts";

/** A mailroom and its log. */
async function logged(): Promise<{ readonly mailroom: Mailroom; readonly lines: string[] }> {
  const { log, lines } = keptLog();
  return { mailroom: await startMailroom({ line: { port: 0 }, udp: { port: 0 }, log }), lines };
}

/** Lets each say something, which all others must hear from each. */
async function assertAllHearAll(clients: readonly Client[], word: string): Promise<void> {
  for (const [i, client] of clients.entries()) await client.send(`${word} ${i}\n`);
  for (const [own, client] of clients.entries()) {
    const heard = new Set(await client.lines(clients.length - 1));
    for (const i of clients.keys()) {
      assertEquals(heard.has(`${word} ${i}`), i !== own, `client ${own} and ${word} ${i}`);
    }
  }
}

Deno.test("a crash of the router closes no socket, and every one of 50 clients still hears the room", async () => {
  const { mailroom, lines } = await logged();
  await using _mailroom = mailroom;
  const { line, udp } = mailroom.addresses;
  const clients = await Promise.all(Array.from({ length: 50 }, () => enter(line!.port)));
  using peer = new UdpClient(udp!.port);
  await peer.send("/nick Peer");
  await peer.next();
  await assertAllHearAll(clients, "before");
  for (const _ of clients) await peer.next();

  // What is said around the crash is lost as little as the clients are.
  const talking = clients.slice(0, 10).map((client, i) => client.send(`during ${i}\n`));
  mailroom.router.tell(poison());
  await Promise.all(talking);
  for (const [own, client] of clients.entries()) {
    const count = own < 10 ? 9 : 10;
    const wanted = Array.from({ length: 10 }, (_, i) => `during ${i}`).filter((_, i) => i !== own);
    assertEquals((await client.lines(count)).sort(), wanted);
  }
  for (let i = 0; i < 10; i++) await peer.next();

  await assertAllHearAll(clients, "after");
  assert(clients.every(({ open }) => open));
  for (const _ of clients) await peer.next();
  await clients[0]!.send("/nick Ada\n/who\n");
  assertEquals((await clients[0]!.lines(2)).at(-1)?.split(", ").length, 51);
  assertEquals(mailroom.counts().actors_restarted, 1);
  assert(
    lines.some((line) => /^error \S*\/router#\d+ failed, incarnation 1: Error: poison$/.test(line)),
    lines.join("\n"),
  );
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});

Deno.test("a crash of one connection's actor costs its client the connection, and nobody else anything", async () => {
  const { mailroom, lines } = await logged();
  await using _mailroom = mailroom;
  const { port } = mailroom.addresses.line!;
  const clients: Client[] = [];
  for (let i = 0; i < 5; i++) clients.push(await enter(port));
  // Those who may subscribe are the connections, in the order of their coming.
  const refs = mailroom.system.groups.members(subscribersOf(mailroom.router));
  refs[2]!.tell({
    type: "settled",
    run: () => {
      throw new Error("boom");
    },
  });
  assertEquals(await clients[2]!.rest(), "");
  const others = clients.filter((_, i) => i !== 2);
  await assertAllHearAll(others, "after");
  await others[0]!.send("/rooms\n");
  assertEquals(await others[0]!.line(), "* rooms: lobby (4)");
  assert(lines.some((line) => /^warn tcp:\S+ is gone: failed: boom$/.test(line)), lines.join("\n"));
  assertEquals(mailroom.counts().actors_restarted, undefined);
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});
