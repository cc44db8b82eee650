import { assertEquals, assertGreater, assertMatch } from "@std/assert";
import { httpOver } from "../../transports/http_over.ts";
import { dialTcp, listenTcp } from "../../transports/tcp.ts";
import { Client } from "../_client.ts";

/** A listener that answers with the path, and cuts off whoever takes longer than 300 ms. */
function serve() {
  const listener = httpOver(listenTcp({ port: 0 }), 300);
  listener.answer((request) => new Response(new URL(request.url).pathname));
  const { port } = listener.address;
  return {
    connect: async () => new Client(await dialTcp({ port })),
    [Symbol.dispose]: () => listener.close(),
  };
}

Deno.test("httpOver() cuts off whoever does not ask in time, and answers others meanwhile", async () => {
  using server = serve();
  const begun = performance.now();
  const slow = await Promise.all(Array.from({ length: 20 }, () => server.connect()));
  for (const [i, client] of slow.entries()) if (i % 2 === 0) await client.send("GET / HTTP/1.1\r\nHost: a\r\n");
  await using other = await server.connect();
  await other.send("GET //there/is HTTP/1.1\r\nHost: a\r\n\r\n");
  assertMatch(await other.rest(), /^HTTP\/1\.1 200 [^]*\r\n\r\n\/\/there\/is$/);
  for (const client of slow) assertEquals(await client.rest(), "");
  assertGreater(performance.now() - begun, 290);
  for (const client of slow) await client[Symbol.asyncDispose]();
});

Deno.test("httpOver() takes no endless header, and no second request", async () => {
  using server = serve();
  await using endless = await server.connect();
  const sending = endless.send(`GET / HTTP/1.1\r\nHost: a\r\nX: ${"y".repeat(100_000)}`).catch(() => {});
  assertEquals(await endless.rest(), "");
  await sending;
  await using two = await server.connect();
  await two.send("GET /one HTTP/1.1\r\nHost: a\r\n\r\nGET /two HTTP/1.1\r\nHost: a\r\n\r\n");
  assertMatch(await two.rest(), /^HTTP\/1\.1 200 [^]*\r\n\r\n\/one$/);
});

Deno.test("httpOver() has 256 connections at most, and takes others when those have gone", async () => {
  using server = serve();
  const all = await Promise.all(Array.from({ length: 256 }, () => server.connect()));
  await using refused = await server.connect();
  assertEquals(await refused.rest(), "");
  for (const client of all) {
    await client.rest();
    await client[Symbol.asyncDispose]();
  }
  await using taken = await server.connect();
  await taken.send("GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
  assertMatch(await taken.rest(), /\/now$/);
});
