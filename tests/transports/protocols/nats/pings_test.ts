import { assertEquals } from "@std/assert";
import { Desk, type DeskClient, QUIET } from "./_desk.ts";

const PING = "PING\r\n";
const STALE = "-ERR 'Stale Connection'\r\n<end>";

/** What a client hears in each of these spans of time, in milliseconds. */
async function hears(desk: Desk, client: DeskClient, ...spans: number[]): Promise<string[]> {
  const heard = [];
  for (const span of spans) {
    await desk.clock.advance(span);
    heard.push(client.heard());
  }
  return heard;
}

Deno.test("a NATS client is pinged two seconds after it has connected, and then at the interval", async () => {
  await using desk = new Desk({}, () => 0);
  const client = await desk.client();
  assertEquals(await hears(desk, client, 1_999, 1), ["", PING]);
  await client.says("PONG\r\n");
  assertEquals(await hears(desk, client, 119_999, 1), ["", PING]);
});

Deno.test("the first ping of a NATS client comes up to a fifth later, and at the interval where that is shorter", async () => {
  await using late = new Desk({}, () => 0.999_999);
  assertEquals(await hears(late, await late.client(), 2_399, 1), ["", PING]);
  await using short = new Desk({ pingInterval: 500 }, () => 0.5);
  assertEquals(await hears(short, await short.client(), 549, 1), ["", PING]);
});

Deno.test("the first ping of a NATS client is counted from its CONNECT, and comes though it is busy", async () => {
  await using desk = new Desk({}, () => 0);
  const client = await desk.client("");
  await desk.clock.advance(1_500);
  await client.says(QUIET);
  assertEquals(await hears(desk, client, 1_500), [""]);
  await client.says("PUB a 0\r\n\r\n");
  assertEquals(await hears(desk, client, 500), [PING]);
});

Deno.test("a NATS client that does not answer is told that it is stale, and disconnected", async () => {
  await using desk = new Desk({ pingInterval: 1_000, pingMax: 2 }, () => 0);
  const client = await desk.client();
  assertEquals(await hears(desk, client, 1_000, 1_000, 999, 1), [PING, PING, "", STALE]);
});

Deno.test("a NATS client may leave as many pings unanswered as it is allowed", async () => {
  await using desk = new Desk({ pingInterval: 1_000, pingMax: 3 }, () => 0);
  const client = await desk.client();
  assertEquals(await hears(desk, client, 1_000, 1_000, 1_000), [PING, PING, PING]);
  await client.says("PONG\r\n");
  assertEquals(await hears(desk, client, 1_000, 1_000, 1_000, 1_000), [PING, PING, PING, STALE]);
});

Deno.test("a NATS client is not pinged while it publishes, subscribes or pings itself", async () => {
  await using desk = new Desk({ pingInterval: 1_000 }, () => 0);
  const client = await desk.client();
  await hears(desk, client, 1_000);
  for (const said of ["PUB a 0\r\n\r\n", "SUB a 1\r\n", "UNSUB 1\r\n", "PING\r\n"]) {
    await client.says(said);
    assertEquals(await hears(desk, client, 1_000), [""], said);
  }
  assertEquals(await hears(desk, client, 1_000), [PING]);
});

Deno.test("what a NATS client hears, its PONG and its +OK are no reason not to ping it", async () => {
  await using desk = new Desk({ pingInterval: 1_000 }, () => 0);
  const client = await desk.client();
  const other = await desk.client();
  await client.says("SUB a 1\r\n");
  await hears(desk, client, 1_000, 1_000);
  await client.says("PONG\r\n+OK\r\n");
  await other.says("PUB a 0\r\n\r\n");
  assertEquals(await hears(desk, client, 1_000), ["MSG a 1 0\r\n\r\n" + PING]);
});

Deno.test("activity does not make a NATS client's missing answers good", async () => {
  await using desk = new Desk({ pingInterval: 1_000, pingMax: 2 }, () => 0);
  const client = await desk.client();
  await hears(desk, client, 1_000, 1_000);
  await client.says("PING\r\n");
  assertEquals(await hears(desk, client, 1_000, 1_000), ["", STALE]);
});
