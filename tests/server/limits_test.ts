import { assertEquals, assertRejects } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { Client } from "../_client.ts";
import { dialTcp } from "../../transports/tcp.ts";

async function nats(port: number): Promise<Client> {
  const client = new Client(await dialTcp({ port }));
  await client.send('CONNECT {"verbose":false}\r\n');
  await client.line();
  return client;
}

/** What a client is told up to the answer to a ping. */
async function told(client: Client, commands: string): Promise<string[]> {
  await client.send(`${commands}PING\r\n`);
  const lines: string[] = [];
  for (let line = await client.line(); line !== "PONG\r"; line = await client.line()) lines.push(line.trimEnd());
  return lines;
}

Deno.test("startMailroom() lets all NATS clients together subscribe to so much, and again when one has gone", async () => {
  await using mailroom = await startMailroom({ nats: { port: 0 }, maxSubscribedTokens: 5 });
  const { port } = mailroom.addresses.nats!;
  const one = await nats(port);
  await using two = await nats(port);
  assertEquals(await told(one, "SUB a.b.c 1\r\nSUB d 2\r\n"), []);
  assertEquals(await told(two, "SUB x.y 1\r\n"), ["-ERR 'maximum subscriptions exceeded'"]);
  assertEquals(await told(two, "SUB x 1\r\n"), []);
  assertEquals(await told(one, "UNSUB 2\r\nSUB e 3\r\n"), []);
  assertEquals(mailroom.counts().subscriptions_refused, 1);
  await one[Symbol.asyncDispose]();
  while ((await told(two, "SUB y.z 2\r\n")).length > 0);
});

Deno.test("startMailroom() drops peers that do not read when all of them together have too much waiting", async () => {
  const limits = { maxPendingInAll: 4 << 20, maxPending: 64 << 20, highWater: 64 << 20 };
  await using mailroom = await startMailroom({ nats: { port: 0 }, limits });
  const { port } = mailroom.addresses.nats!;
  const deaf = await Promise.all(Array.from({ length: 8 }, () => dialTcp({ port })));
  for (const each of deaf) await each.write(new TextEncoder().encode("SUB flood 1\r\n"));
  await using good = await nats(port);
  await told(good, "SUB good 1\r\n");
  const payload = new Uint8Array(256 << 10);
  while (!mailroom.counts().connections_closed_slow) {
    mailroom.publish("flood", payload);
    await new Promise((resolve) => setImmediate(resolve));
  }
  mailroom.publish("good", "still here");
  assertEquals([(await good.line()).trimEnd(), (await good.line()).trimEnd()], ["MSG good 1 10", "still here"]);
  for (const each of deaf) each.close();
});

Deno.test("startMailroom() refuses limits that are none, and listens on nothing then", async () => {
  await assertRejects(() => startMailroom({ maxSubscribedTokens: 0 }), RangeError, "maxSubscribedTokens 0");
  await assertRejects(() => startMailroom({ admission: { maxPerAddress: -1 } }), RangeError, "maxPerAddress -1");
  await assertRejects(() => startMailroom({ limits: { maxPendingInAll: 0 } }), RangeError, "maxPendingInAll 0");
});
