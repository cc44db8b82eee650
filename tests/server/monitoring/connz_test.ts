import { assert, assertEquals, assertGreaterOrEqual, assertMatch } from "@std/assert";
import { dialTcp } from "../../../transports/mod.ts";
import { Client } from "../../_client.ts";
import { json, natsClient, page, watched } from "./_pages.ts";

Deno.test("/connz describes each connection", async () => {
  await using mailroom = await watched();
  await using client = await natsClient(mailroom, "SUB a q 7\r\nSUB b.> 8\r\nUNSUB 8 3\r\nPUB b.c 2\r\nhi\r\n", {
    name: "one",
    lang: "x",
    version: "1.2",
  });
  const { connections, ...rest } = await json(mailroom, "/connz?subs=detail");
  assertEquals([rest.num_connections, rest.total, rest.offset, rest.limit], [1, 1, 0, 1_024]);
  const { start, last_activity, uptime, idle, port, ...fixed } = connections[0];
  assert(Date.parse(start) <= Date.parse(last_activity));
  assertMatch(`${uptime} ${idle}`, /^\d+s \d+s$/);
  assert(port > 0);
  assertEquals(fixed, {
    cid: 1,
    kind: "Client",
    type: "nats",
    ip: "127.0.0.1",
    pending_bytes: 0,
    in_msgs: 1,
    out_msgs: 1,
    in_bytes: 2,
    out_bytes: 2,
    subscriptions: 2,
    name: "one",
    lang: "x",
    version: "1.2",
    subscriptions_list_detail: [
      { subject: "a", qgroup: "q", sid: "7", msgs: 0, cid: 1 },
      { subject: "b.>", sid: "8", msgs: 1, max: 3, cid: 1 },
    ],
  });
  const { connections: [brief] } = await json(mailroom, "/connz?subs=1");
  assertEquals(brief.subscriptions_list, ["a", "b.>"]);
  const { connections: [bare] } = await json(mailroom, "/connz?subs=0");
  assert(!("subscriptions_list" in bare || "subscriptions_list_detail" in bare));
  await client.send("PING\r\n");
});

Deno.test("/connz has the time of the way there and back as a duration, once it is known", async () => {
  await using mailroom = await watched({ nats: { port: 0, pingInterval: 20 } });
  await using client = await natsClient(mailroom);
  while (await client.line() !== "PING\r");
  await client.send("PONG\r\nPING\r\n");
  while (await client.line() !== "PONG\r");
  const { connections: [{ rtt }] } = await json(mailroom, "/connz");
  assertMatch(rtt, /^\d+(\.\d+)?(µs|ms|s)$/);
});

Deno.test("/connz sorts, cuts out a part, and finds one by its number", async () => {
  await using mailroom = await watched();
  await using _one = await natsClient(mailroom, "SUB x 1\r\n");
  await using _two = await natsClient(mailroom, "SUB a 1\r\nSUB b 2\r\nPUB x 100\r\n" + "x".repeat(100) + "\r\n");
  await using _three = await natsClient(mailroom, "PUB a 1\r\nx\r\nPUB a 1\r\nx\r\nPUB y 1\r\nx\r\n");
  const cids = async (query: string) => {
    const { connections, num_connections, total } = await json(mailroom, `/connz?${query}`);
    assertEquals(num_connections, connections.length);
    return [total, ...connections.map(({ cid }: { cid: number }) => cid)];
  };
  assertEquals(await cids(""), [3, 1, 2, 3]);
  assertEquals(await cids("sort=subs"), [3, 2, 1, 3]);
  assertEquals(await cids("sort=msgs_to"), [3, 2, 1, 3]);
  assertEquals(await cids("sort=bytes_to"), [3, 1, 2, 3]);
  assertEquals(await cids("sort=msgs_from"), [3, 3, 2, 1]);
  assertEquals(await cids("sort=bytes_from"), [3, 2, 3, 1]);
  assertEquals(await cids("sort=start"), [3, 1, 2, 3]);
  assertEquals(await cids("offset=1&limit=1"), [3, 2]);
  assertEquals(await cids("offset=9"), [3]);
  assertEquals(await cids("offset=-1&limit=-1"), [3, 1, 2, 3]);
  assertEquals(await cids("cid=2"), [1, 2]);
});

Deno.test("/connz remembers connections that have ended, and why", async () => {
  await using mailroom = await watched();
  await using _open = await natsClient(mailroom);
  await using gone = await natsClient(mailroom, "PUB a 1\r\nx\r\n", { name: "gone" });
  await gone.send("NONSENSE\r\n");
  await gone.rest();
  const closed = await json(mailroom, "/connz?state=closed&sort=stop");
  const [{ cid, name, in_msgs, reason, start, stop, subscriptions }] = closed.connections;
  assertEquals([closed.total, cid, name, in_msgs, subscriptions], [1, 2, "gone", 1, 0]);
  assertEquals(typeof reason, "string");
  assertGreaterOrEqual(Date.parse(stop), Date.parse(start));
  assertEquals((await json(mailroom, "/connz")).total, 1);
  assertEquals((await json(mailroom, "/connz?state=any")).total, 2);
});

Deno.test("/connz shows chat clients, too", async () => {
  await using mailroom = await watched({ line: { port: 0, greeting: "hi" } });
  await using client = new Client(await dialTcp({ port: mailroom.addresses.line!.port }));
  await client.line();
  const { connections: [{ type, subscriptions }] } = await json(mailroom, "/connz");
  assertEquals([type, subscriptions > 0], ["line", true]);
});

Deno.test("/connz refuses what it cannot answer with status 400", async () => {
  await using mailroom = await watched();
  for (
    const query of ["sort=foo", "sort=stop", "sort=reason", "state=foo", "subs=foo", "limit=abc", "offset=1.5", "cid=x"]
  ) {
    const { status, type, text } = await page(mailroom, `/connz?${query}`);
    assertEquals([status, type], [400, "text/plain; charset=utf-8"], text);
    assertMatch(text, new RegExp(query.split("=")[1]!.replace(".", "\\.")));
  }
});
