import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { json, natsClient, page, watched } from "./_pages.ts";

Deno.test("/subsz tells about the table, with subs=1 all subscriptions, with test= those that hear a subject", async () => {
  await using mailroom = await watched();
  await using _client = await natsClient(
    mailroom,
    "SUB a.* q 1\r\nSUB a.b 2\r\nSUB c 3\r\nUNSUB 3\r\nPUB a.b 1\r\nx\r\n",
  );
  const stats = await json(mailroom, "/subsz");
  assertEquals(stats, {
    num_subscriptions: 2,
    num_cache: 1,
    num_inserts: 3,
    num_removes: 1,
    num_matches: 1,
    cache_hit_rate: 0,
    max_fanout: 2,
    avg_fanout: 2,
  });
  assertEquals(await json(mailroom, "/subscriptionsz"), stats);
  const all = await json(mailroom, "/subsz?subs=1");
  assertEquals([all.total, all.offset, all.limit], [2, 0, 1_024]);
  assertEquals(all.subscriptions_list, [
    { account: "$G", subject: "a.*", qgroup: "q", sid: "1", msgs: 1, cid: 1 },
    { account: "$G", subject: "a.b", sid: "2", msgs: 1, cid: 1 },
  ]);
  const some = await json(mailroom, "/subsz?subs=1&test=a.c");
  assertEquals([some.total, some.subscriptions_list[0].subject], [1, "a.*"]);
  assertEquals((await json(mailroom, "/subsz?subs=1&offset=1&limit=5")).subscriptions_list.length, 1);
  assertEquals((await page(mailroom, "/subsz?subs=1&test=a..b")).status, 400);
});

Deno.test("/healthz and /routez say what they say", async () => {
  await using mailroom = await watched();
  assertEquals((await page(mailroom, "/healthz")).text, '{"status":"ok"}');
  const { server_id, now, ...routes } = await json(mailroom, "/routez");
  assertMatch(server_id, /^N[A-Z2-7]{55}$/);
  assertMatch(now, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assertEquals(routes, { num_routes: 0, routes: [] });
});

Deno.test("monitoringPages() calls a function where it is asked to, and no other text", async () => {
  await using mailroom = await watched({ http: { port: 0, scripts: true } });
  assertEquals(await page(mailroom, "/healthz?callback=a.b_1"), {
    status: 200,
    type: "application/javascript",
    text: 'a.b_1({"status":"ok"})',
  });
  assertEquals((await page(mailroom, "/healthz?callback=alert(1)")).status, 400);
});

Deno.test("monitoringPages() gives no scripts, which any site could read, unless it is told to", async () => {
  await using mailroom = await watched();
  const { type, text } = await page(mailroom, "/healthz?callback=a");
  assertEquals([type, text], ["application/json", '{"status":"ok"}']);
});

Deno.test("monitoringPages() knows no other pages, names of the language among them, and no other methods", async () => {
  await using mailroom = await watched();
  for (const path of ["/nope", "/constructor", "/__proto__", "/varz/", "//varz"]) {
    assertEquals((await page(mailroom, path)).status, 404, path);
  }
  assertEquals((await page(mailroom, "/varz", { method: "POST", body: "x" })).status, 405);
  assertEquals(await page(mailroom, "/varz", { method: "HEAD" }).then(({ status, text }) => [status, text]), [200, ""]);
  const start = await page(mailroom, "/");
  for (const line of start.text.trim().split("\n")) assertEquals((await page(mailroom, line)).status, 200, line);
});

Deno.test("/metrics is in the text format of Prometheus", async () => {
  await using mailroom = await watched();
  await using _client = await natsClient(mailroom, "SUB a 1\r\nPUB a 3\r\nabc\r\n");
  const { type, text } = await page(mailroom, "/metrics");
  assertEquals(type, "text/plain; version=0.0.4; charset=utf-8");
  const line = /^(# (HELP \w+ .+|TYPE \w+ (counter|gauge))|\w+(\{name="\w+"\})? -?[\d.]+(e[+-]?\d+)?)$/;
  for (const each of text.trimEnd().split("\n")) assertMatch(each, line);
  for (
    const figure of ["connections 1", "subscriptions 1", "in_messages_total 1", "in_bytes_total 3", "out_bytes_total 3"]
  ) {
    assertStringIncludes(text, `\nmailroom_${figure}\n`);
  }
});

Deno.test("/actors is the tree of actors", async () => {
  await using mailroom = await watched();
  await using _client = await natsClient(mailroom);
  const tree = JSON.stringify(await json(mailroom, "/actors"));
  for (const name of ["mailroom", "router", "connections", "listeners"]) assertStringIncludes(tree, `"${name}"`);
  assertStringIncludes(tree, '"restarts":0');
});

Deno.test("monitoringPages() answers while connections come and go", async () => {
  await using mailroom = await watched();
  const clients = await Promise.all(Array.from({ length: 20 }, () => natsClient(mailroom, "SUB a 1\r\n")));
  const pages = Array.from({ length: 20 }, (_, i) => json(mailroom, i % 2 === 0 ? "/connz" : "/varz"));
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
  await Promise.all(pages);
});
