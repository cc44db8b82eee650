import { connect, type ConnectionOptions } from "@nats-io/transport-node";
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { dialTls } from "../../transports/mod.ts";
import { TlsStore } from "../../transports/tls/tls_store.ts";
import { type MailroomOptions, startMailroom } from "../../mod.ts";
import { Authority } from "../_certificates.ts";
import { Client } from "../_client.ts";

const authority = await Authority.make();
const stranger = await Authority.make("Another CA");
const server = await authority.sign();
const alice = await authority.sign({ subject: "/CN=alice", names: "email:alice@example.com" });
const mallory = await stranger.sign({ subject: "/CN=alice" });
const ca = authority.cert;

/** Runs a server, and keeps the warnings that it logs. */
async function started(options: MailroomOptions) {
  const warnings: string[] = [];
  const log = { error: () => {}, info: () => {}, debug: () => {}, warn: (text: string) => warnings.push(text) };
  return Object.assign(await startMailroom({ ...options, log }), { warnings });
}

function natsClient(port: number, tls: ConnectionOptions["tls"]) {
  return connect({
    servers: `127.0.0.1:${port}`,
    reconnect: false,
    timeout: 5_000,
    ...tls === undefined ? {} : { tls },
  });
}

async function plain(port: number): Promise<Client> {
  return new Client(await Deno.connect({ hostname: "127.0.0.1", port }));
}

async function secure(port: number, tls: { ca?: string; cert?: string; key?: string } = {}): Promise<Client> {
  return new Client(await dialTls({ port, ca, ...tls }));
}

Deno.test("startMailroom() with tls serves the official NATS client, which upgrades after INFO", async () => {
  await using mailroom = await started({ nats: { port: 0 }, tls: server });
  const client = await natsClient(mailroom.addresses.nats!.port, { ca });
  const other = await natsClient(mailroom.addresses.nats!.port, { ca });
  const subscription = client.subscribe("big");
  await client.flush();
  const payload = crypto.getRandomValues(new Uint8Array(65_536)).slice();
  const bytes = new Uint8Array(1 << 20);
  for (let at = 0; at < bytes.length; at += payload.length) bytes.set(payload, at);
  other.publish("big", bytes);
  for await (const message of subscription) {
    assertEquals(message.data, bytes);
    break;
  }
  await client.close();
  await other.close();
});

Deno.test("startMailroom() with tls says so in INFO and in its address, and answers nobody in the clear", async () => {
  await using mailroom = await started({ nats: { port: 0 }, tls: { ...server, ca, verify: "required" } });
  const { transport, port } = mailroom.addresses.nats!;
  assertEquals(transport, "tls");
  await using client = await plain(port);
  const info = JSON.parse((await client.line()).slice(5));
  assertEquals([info.tls_required, info.tls_verify, info.tls_available], [true, true, undefined]);
  await client.send('CONNECT {"verbose":true}\r\nPING\r\n');
  assertEquals(await client.rest(), "");
  assertEquals(mailroom.counts()["tls_handshakes_failed"], 1);
  assertMatch(mailroom.warnings[0]!, /^tcp:\/\/127\.0\.0\.1:\d+ is refused: TLS handshake error: /);
});

Deno.test("startMailroom() closes a connection whose handshake does not come in time, counts it and says so", async () => {
  await using mailroom = await started({ nats: { port: 0 }, line: { port: 0 }, tls: { ...server, timeout: 50 } });
  const { nats, line } = mailroom.addresses;
  await using first = await plain(nats!.port);
  await first.line();
  await using second = await plain(line!.port);
  assertEquals([await first.rest(), await second.rest()], ["", ""]);
  assertEquals(mailroom.counts()["tls_handshakes_late"], 2);
  assertStringIncludes(mailroom.warnings.join("\n"), "The handshake was not done in 50 ms");
});

Deno.test("startMailroom() with certificates required takes good ones alone", async () => {
  await using mailroom = await started({ nats: { port: 0 }, tls: { ...server, ca, verify: "required" } });
  const { port } = mailroom.addresses.nats!;
  await (await natsClient(port, { ca, ...alice })).close();
  await assertRejects(() => natsClient(port, { ca }));
  await assertRejects(() => natsClient(port, { ca, ...mallory }));
});

Deno.test("startMailroom() with allowNonTls serves NATS clients with and without TLS", async () => {
  await using mailroom = await started({ nats: { port: 0, allowNonTls: true }, tls: server });
  const { port } = mailroom.addresses.nats!;
  await using client = await plain(port);
  const info = JSON.parse((await client.line()).slice(5));
  assertEquals([info.tls_required, info.tls_available], [undefined, true]);
  await client.send('CONNECT {"verbose":false}\r\nSUB a 1\r\nPING\r\n');
  assertEquals(await client.line(), "PONG\r");
  const other = await natsClient(port, { ca });
  other.publish("a", "hello");
  assertEquals(await client.lines(2), ["MSG a 1 5\r", "hello\r"]);
  await other.close();
});

Deno.test("startMailroom() with tlsFirst says nothing before the handshake", async () => {
  await using mailroom = await started({ nats: { port: 0, tlsFirst: true }, tls: server });
  const { port } = mailroom.addresses.nats!;
  await using client = await secure(port);
  assertMatch(await client.line(), /^INFO .*"tls_required":true/);
  await client.send('CONNECT {"verbose":false}\r\nPING\r\n');
  assertEquals(await client.line(), "PONG\r");
  const hasty = await connect({ servers: `127.0.0.1:${port}`, reconnect: false, tls: { ca, handshakeFirst: true } });
  await hasty.close();
});

Deno.test("startMailroom() does not begin with TLS and allow clients without it", async () => {
  await assertRejects(
    () => startMailroom({ nats: { port: 0, tlsFirst: true, allowNonTls: true }, tls: server }),
    TypeError,
    "only one of tlsFirst and allowNonTls",
  );
});

Deno.test("startMailroom() with tls has the chat room in TLS from the first byte", async () => {
  await using mailroom = await started({ line: { port: 0, greeting: "welcome" }, tls: server });
  const { transport, port } = mailroom.addresses.line!;
  assertEquals(transport, "tls");
  await using one = await secure(port);
  await using two = await secure(port);
  assertEquals([await one.line(), await two.line()], ["welcome", "welcome"]);
  await two.send("/nick bob\n");
  await two.line();
  await one.send("hello\n");
  assertStringIncludes(await two.line(), "hello");
});

Deno.test("startMailroom() with tls hangs up at once on those who are too many, without a handshake", async () => {
  await using mailroom = await started({
    line: { port: 0 },
    nats: { port: 0, tlsFirst: true },
    tls: { ...server, timeout: 60_000 },
    maxConnections: 1,
  });
  const { line, nats } = mailroom.addresses;
  await using first = await secure(line!.port);
  await first.line();
  for (const { port } of [line!, nats!]) {
    await using late = await plain(port);
    assertEquals(await late.rest(), "");
  }
});

Deno.test("startMailroom() leaves a listener in the clear that says so, and gives one its own certificate", async () => {
  const own = await stranger.sign();
  await using mailroom = await started({
    line: { port: 0, greeting: "hi", tls: false },
    nats: { port: 0, tls: own },
    tls: server,
  });
  const { line, nats } = mailroom.addresses;
  await using client = await plain(line!.port);
  assertEquals(await client.line(), "hi");
  await (await natsClient(nats!.port, { ca: stranger.cert })).close();
});

Deno.test("startMailroom() with tls shows its pages over HTTPS", async () => {
  await using mailroom = await started({ http: { port: 0 }, nats: { port: 0 }, tls: server });
  const { port } = mailroom.addresses.http!;
  using trusting = Deno.createHttpClient({ caCerts: [ca] });
  const page = await fetch(`https://localhost:${port}/healthz`, { client: trusting });
  assertEquals([page.status, page.headers.get("content-type")], [200, "application/json"]);
  assertEquals(await page.json(), { status: "ok" });
  const varz = await (await fetch(`https://localhost:${port}/varz`, { client: trusting })).json();
  assertEquals([varz.tls_required, varz.https_port, varz.http_port], [true, port, 0]);
  const missing = await fetch(`https://localhost:${port}/nowhere`, { client: trusting });
  assertEquals(missing.status, 404);
  await missing.body?.cancel();
  await using client = await plain(port);
  await client.send("GET /varz HTTP/1.1\r\n\r\n");
  assertEquals(await client.rest(), "");
});

Deno.test("startMailroom() wants certificates of those who look at its pages where they are required", async () => {
  await using mailroom = await started({ http: { port: 0 }, tls: { ...server, ca, verify: "required" } });
  const url = `https://localhost:${mailroom.addresses.http!.port}/healthz`;
  using known = Deno.createHttpClient({ caCerts: [ca], ...alice });
  using unknown = Deno.createHttpClient({ caCerts: [ca] });
  const page = await fetch(url, { client: known });
  assertEquals(page.status, 200);
  await page.body?.cancel();
  await assertRejects(() => fetch(url, { client: unknown }));
});

Deno.test("a renewed certificate meets new connections, and none that is open is dropped", async () => {
  const store = new TlsStore(server);
  await using mailroom = await started({
    line: { port: 0, greeting: "hi" },
    nats: { port: 0 },
    http: { port: 0 },
    tls: store,
  });
  const { line, nats, http } = mailroom.addresses;
  const before = await natsClient(nats!.port, { ca });
  await using talker = await secure(line!.port);
  await talker.line();
  store.renew(await stranger.sign());
  const trusted = { ca: stranger.cert };
  const after = await natsClient(nats!.port, trusted);
  const heard = before.subscribe("a", { max: 1 });
  await before.flush();
  after.publish("a", "new to old");
  for await (const message of heard) assertEquals(message.string(), "new to old");
  await talker.send("/nick ann\n");
  assertStringIncludes(await talker.line(), "ann");
  await using newcomer = await secure(line!.port, trusted);
  assertEquals(await newcomer.line(), "hi");
  using trusting = Deno.createHttpClient({ caCerts: [stranger.cert] });
  const page = await fetch(`https://localhost:${http!.port}/healthz`, { client: trusting });
  assert(page.ok);
  await page.body?.cancel();
  await assertRejects(() => natsClient(nats!.port, { ca }));
  await before.close();
  await after.close();
});

Deno.test("a NATS client in TLS that reads slowly gets everything", async () => {
  await using mailroom = await started({ nats: { port: 0 }, tls: server });
  const { port } = mailroom.addresses.nats!;
  const slow = await natsClient(port, { ca });
  const heard = slow.subscribe("a", { max: 100 });
  await slow.flush();
  const bytes = new Uint8Array(100_000).fill(7);
  const fast = await natsClient(port, { ca });
  for (let i = 0; i < 100; i++) fast.publish("a", bytes);
  let count = 0;
  for await (const message of heard) {
    assertEquals(message.data.length, bytes.length);
    count++;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  assertEquals(count, 100);
  await fast.close();
  await slow.close();
});

Deno.test("startMailroom() refuses a certificate that cannot be used before it listens", async () => {
  assertThrows(() => new TlsStore({ cert: "", key: "" }), TypeError);
  await assertRejects(() => startMailroom({ nats: { port: 0 }, tls: { ...server, key: alice.key } }), TypeError);
});

Deno.test("startMailroom() with tls takes WebSockets in TLS, and none in the clear", async () => {
  await using mailroom = await started({ nats: { port: 0 }, ws: { port: 0 }, tls: server });
  const { port } = mailroom.addresses.ws!;
  const request = [
    "GET / HTTP/1.1",
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    "",
    "",
  ].join("\r\n");
  await using client = await secure(port);
  await client.send(request);
  assertEquals(await client.line(), "HTTP/1.1 101 Switching Protocols\r");
  while (await client.line() !== "\r");
  assertMatch(await client.line(), /INFO \{.*"tls_required":true/);
  await using hasty = await plain(port);
  await hasty.send(request);
  assertEquals(await hasty.rest(), "");
});
