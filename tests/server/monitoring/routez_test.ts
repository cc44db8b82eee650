import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { json, page, watched } from "./_pages.ts";
import { until } from "../nodes/_cluster.ts";

Deno.test("/routez shows the links to other nodes, and no other page takes them for clients", async () => {
  await using a = await watched({ node: { port: 0, name: "ada" } });
  const peers = [`127.0.0.1:${a.addresses.node!.port}`];
  await using b = await watched({ node: { port: 0, name: "bob", peers } });
  using _ears = b.subscribe("news", () => {});
  await until(async () => (await json(a, "/routez")).routes[0]?.subscriptions === 1, "what b wants is known");
  a.publish("news", "hello");
  a.publish("news", "again");
  await until(async () => (await json(b, "/routez")).routes[0].in_msgs === 2, "both have come");

  const { num_routes, routes: [route] } = await json(a, "/routez?subs=1");
  assertEquals(num_routes, 1);
  assertMatch(route.remote_id, /^[0-9a-f]{32}$/);
  assertEquals([route.remote_name, route.did_solicit, route.ip], ["bob", false, "127.0.0.1"]);
  assertEquals([route.in_msgs, route.out_msgs, route.out_bytes], [0, 2, 10]);
  assertEquals(route.subscriptions_list, ["news"]);
  assertGreater(route.port, 0);
  assertEquals((await json(b, "/routez")).routes[0].did_solicit, true);

  const varz = await json(a, "/varz");
  assertEquals([varz.routes, varz.connections], [1, 0]);
  assertEquals((await json(a, "/connz?state=any")).connections, []);
  assertEquals((await json(a, "/subsz")).num_remote, 1);
  assertMatch((await page(a, "/metrics")).text, /^mailroom_nodes 1$/m);
});
