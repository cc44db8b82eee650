import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { json, natsClient, watched } from "./_pages.ts";

Deno.test("/varz counts connections, messages and bytes, also of those that have gone", async () => {
  await using mailroom = await watched();
  await using client = await natsClient(mailroom, "SUB a 1\r\nPUB a 3\r\nabc\r\nPUB b 2\r\nab\r\n");
  const figures = async () => {
    const varz = await json(mailroom, "/varz");
    return [
      [varz.connections, varz.total_connections, varz.subscriptions],
      [varz.in_msgs, varz.in_bytes, varz.out_msgs, varz.out_bytes],
    ];
  };
  assertEquals(await figures(), [[1, 1, 1], [2, 5, 1, 3]]);
  {
    await using other = await natsClient(mailroom, "SUB b 1\r\nPUB a 1\r\nx\r\n");
    assertEquals(await figures(), [[2, 2, 2], [3, 6, 2, 4]]);
    await other.send("NONSENSE\r\n");
    await other.rest();
  }
  assertEquals(await figures(), [[1, 2, 1], [3, 6, 2, 4]]);
  assertEquals(await client.line(), "MSG a 1 1\r");
});

Deno.test("/varz tells the limits that hold just now", async () => {
  await using mailroom = await watched({ nats: { port: 0, name: "one", maxSubscriptions: 7 }, maxConnections: 9 });
  const first = await json(mailroom, "/varz");
  assertEquals([first.server_name, first.port], ["one", mailroom.addresses.nats!.port]);
  assertEquals([first.max_connections, first.max_subscriptions, first.max_payload], [9, 7, 1 << 20]);
  assertEquals([first.max_pending, first.max_control_line], [64 << 20, 4_096]);
  assertEquals([first.ping_interval, first.ping_max], [120e9, 2]);
  assertEquals(first.http_port, mailroom.addresses.http!.port);
  mailroom.limit({ maxPayload: 10, maxPending: 100, pingInterval: 5 });
  const next = await json(mailroom, "/varz");
  assertEquals([next.max_payload, next.max_pending, next.ping_interval], [10, 100, 5e6]);
});

Deno.test("/varz tells what the process takes, and how often each page was asked for", async () => {
  await using mailroom = await watched();
  await json(mailroom, "/connz");
  const varz = await json(mailroom, "/varz");
  assertGreater(varz.mem, 1 << 20);
  assertGreater(varz.cores, 0);
  assert(varz.cpu >= 0);
  assertMatch(varz.uptime, /^\d+s$/);
  assert(Date.parse(varz.start) <= Date.parse(varz.now));
  assertEquals(varz.http_req_stats, { "/connz": 1, "/varz": 1 });
});
