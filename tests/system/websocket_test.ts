import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { type ConnectionOptions, type NatsConnection, wsconnect } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { type MailroomOptions, startMailroom } from "../../mod.ts";
import { dialTls } from "../../transports/mod.ts";
import { Authority } from "../_certificates.ts";
import { Client } from "../_client.ts";
import { within } from "../_within.ts";
import { dial, enter } from "./_dial.ts";
import { REFERENCE, ReferenceServer } from "./_nats_reference.ts";

/** A server with everything on it that a test needs, and nothing else listening. */
function start(options: MailroomOptions = {}) {
  return startMailroom({ nats: { port: 0 }, line: { port: 0 }, ws: { port: 0 }, ...options });
}

async function join(port: number, options: ConnectionOptions = {}): Promise<NatsConnection> {
  return await wsconnect({ servers: `ws://127.0.0.1:${port}`, reconnect: false, ...options });
}

/** A page's WebSocket: what came, and how it ended. */
class Page {
  readonly socket: WebSocket;
  readonly closed: Promise<CloseEvent>;
  readonly #came: (string | ArrayBuffer)[] = [];
  #changed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    this.closed = new Promise((resolve) => socket.onclose = resolve);
    socket.onmessage = ({ data }) => {
      this.#came.push(data);
      this.#changed.resolve();
    };
  }

  static async open(url: string): Promise<Page> {
    const page = new Page(new WebSocket(url));
    await within(
      new Promise((resolve, reject) => {
        page.socket.onopen = resolve;
        page.socket.onerror = (event) => reject(new Error((event as ErrorEvent).message));
      }),
      "a WebSocket",
    );
    return page;
  }

  /** The next message. */
  async message(): Promise<string | ArrayBuffer> {
    while (this.#came.length === 0) {
      this.#changed = Promise.withResolvers();
      await within(this.#changed.promise, "a message");
    }
    return this.#came.shift()!;
  }

  /** The next text in binary messages that `pattern` is found in, all before it included. */
  async text(pattern: RegExp): Promise<string> {
    let text = "";
    while (!pattern.test(text)) text += new TextDecoder().decode(await this.message() as ArrayBuffer);
    return text;
  }

  /** The code that the server closes with. */
  async code(): Promise<number> {
    return (await within(this.closed, "the end of the WebSocket")).code;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.code();
  }
}

Deno.test("startMailroom() with ws serves NATS clients over WebSocket beside those over TCP", async () => {
  await using mailroom = await start();
  const { ws, nats } = mailroom.addresses;
  // One after the other: how the library connects is something that all its connections share.
  const browser = await join(ws!.port, { name: "browser" });
  const server = await connect({ port: nats!.port, reconnect: false });
  const heard = browser.subscribe("greet.*", { max: 2 });
  server.subscribe("time", { callback: (_, message) => void message.respond("now") });
  await Promise.all([browser.flush(), server.flush()]);
  server.publish("greet.one", "x".repeat(200_000));
  browser.publish("greet.two", new Uint8Array([0, 255]));
  const got = [];
  for await (const { subject, data } of heard) got.push([subject, data.length]);
  assertEquals(got.sort(), [["greet.one", 200_000], ["greet.two", 2]]);
  assertEquals((await browser.request("time")).string(), "now");
  await Promise.all([browser.drain(), server.drain()]);
});

Deno.test("startMailroom() with ws serves the chat room on /line: a message is a line", async () => {
  await using mailroom = await start();
  const { ws, line } = mailroom.addresses;
  await using tcp = await enter(line!.port, "tom");
  const page = await Page.open(`ws://127.0.0.1:${ws!.port}/line`);
  assertStringIncludes(await page.message() as string, "Welcome to room lobby");
  page.socket.send("/nick ann");
  assertEquals(await page.message(), "* you are ann\n");
  page.socket.send("größer");
  assertEquals(new TextDecoder().decode(Uint8Array.from(await tcp.line(), (c) => c.charCodeAt(0))), "ann: größer");
  await tcp.send("hello\n");
  assertEquals(await page.message(), "tom: hello\n");
  page.socket.send("/quit");
  assertEquals(await page.message(), "* bye\n");
  assertEquals(await page.code(), 1000);
});

Deno.test("startMailroom() with ws serves what there is without it, and nothing else", async () => {
  const cases: [MailroomOptions, string, boolean][] = [
    [{ nats: { port: 0 } }, "/line", true],
    [{ line: { port: 0 } }, "/line", true],
    [{ line: { port: 0 } }, "/", false],
  ];
  for (const [options, path, good] of cases) {
    await using mailroom = await startMailroom({ ...options, ws: { port: 0 } });
    const opening = Page.open(`ws://127.0.0.1:${mailroom.addresses.ws!.port}${path}`);
    assertEquals(
      await opening.then((page) => page.close().then(() => true), () => false),
      good,
      JSON.stringify(options),
    );
  }
  const error = await startMailroom({ ws: { port: 0 } }).catch((error) => error);
  assertStringIncludes(error.message, "Cannot listen for WebSockets: there is nothing to serve");
});

Deno.test("a WebSocket is closed with the code of its cause", async () => {
  await using mailroom = await start({ nats: { port: 0, maxPayload: 10 }, line: { port: 0, maxLine: 10 } });
  const url = `ws://127.0.0.1:${mailroom.addresses.ws!.port}`;
  const cases: [string, string, number][] = [
    ["/", "FOO\r\n", 1002],
    ["/", "PUB a 11\r\n", 1009],
    ["/", `PUB ${"a".repeat(5_000)}`, 1008],
    ["/line", "x".repeat(11), 1009],
  ];
  for (const [path, text, code] of cases) {
    const page = await Page.open(url + path);
    page.socket.send(text);
    assertEquals(await page.code(), code, text.slice(0, 20));
  }
  const last = await Page.open(url);
  const shutdown = mailroom.shutdown();
  assertEquals(await last.code(), 1001);
  await shutdown;
});

Deno.test("a WebSocket client that does not read is dropped at maxPending, and nobody else notices", async () => {
  const maxPending = 1 << 20;
  await using mailroom = await start({ limits: { maxPending, highWater: maxPending / 2 } });
  const { ws, nats } = mailroom.addresses;
  // Says what it wants, and then reads nothing.
  const raw = await Deno.connect({ hostname: "127.0.0.1", port: ws!.port });
  await raw.write(new TextEncoder().encode(
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  ));
  const commands = new TextEncoder().encode("CONNECT {}\r\nSUB flood 1\r\n");
  await raw.write(new Uint8Array([0x82, 0x80 | commands.length, 0, 0, 0, 0, ...commands]));
  const good = await join(ws!.port);
  const sender = await connect({ port: nats!.port, reconnect: false });
  let count = 0;
  good.subscribe("flood", { callback: () => void count++ });
  await good.flush();
  while (mailroom.counts()["connections_closed_slow"] === undefined) {
    for (let i = 0; i < 100; i++) sender.publish("flood", new Uint8Array(10_000));
    await sender.flush();
    assertLess(count, 100_000);
  }
  await good.flush();
  assert(count > 0 && !good.isClosed() && !sender.isClosed());
  assertEquals(mailroom.counts()["connections_closed_slow"], 1);
  raw.close();
  await Promise.all([good.close(), sender.close()]);
});

Deno.test("/connz shows a WebSocket as such", async () => {
  await using mailroom = await start({ http: { port: 0 } });
  const { ws, http } = mailroom.addresses;
  const client = await join(ws!.port, { name: "browser" });
  const connz = await (await fetch(`http://127.0.0.1:${http!.port}/connz`)).json();
  assertEquals(connz.connections.map((each: Record<string, unknown>) => [each.type, each.name]), [[
    "websocket",
    "browser",
  ]]);
  await client.close();
});

Deno.test("startMailroom() with ws and tls serves wss, and an unfinished handshake holds up nobody", async () => {
  const authority = await Authority.make();
  await using mailroom = await start({ tls: await authority.sign() });
  const { port } = mailroom.addresses.ws!;
  // Accepted first, and never says a word of TLS.
  await using _silent = await dial(port);
  const socket = await dialTls({ port, ca: authority.cert });
  await using client = new Client(socket);
  await client.send(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Origin: https://127.0.0.1:${port}\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  assertStringIncludes(await client.line(), "101 Switching Protocols");
  while (await client.line() !== "\r");
  const info = await client.line();
  assertStringIncludes(info, '"tls_required":true');
  const ping = new TextEncoder().encode('CONNECT {"verbose":false}\r\nPING\r\n');
  await client.send(new Uint8Array([0x82, 0x80 | ping.length, 0, 0, 0, 0, ...ping]));
  assertEquals(await client.line(), "\x82\x06PONG\r");
});

Deno.test("a WebSocket client says who it is, as all others do", async () => {
  await using mailroom = await start({ auth: { users: [{ user: "ann", password: "right" }] } });
  const { port } = mailroom.addresses.ws!;
  const client = await join(port, { user: "ann", pass: "right" });
  await client.flush();
  await client.close();
  await assertRejects(() => join(port, { user: "ann", pass: "wrong" }), Error);
  const page = await Page.open(`ws://127.0.0.1:${port}/`);
  page.socket.send("CONNECT {}\r\n");
  await page.text(/-ERR 'Authorization Violation'/);
  assertEquals(await page.code(), 1008);
});

/** The status line of the answer to a request, and whether the version is told. */
async function answer(port: number, text: string): Promise<[string, boolean]> {
  await using client = await dial(port);
  await client.send(text);
  const status = (await client.line()).trim();
  const headers: string[] = [];
  for (let line = await client.line(); line.trim() !== ""; line = await client.line()) headers.push(line.toLowerCase());
  return [status, headers.some((line) => line.startsWith("sec-websocket-version: 13"))];
}

Deno.test({
  name: "WebSocket requests are answered with the status that nats-server has for them",
  ignore: !REFERENCE,
  async fn() {
    const blind = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = blind.addr as Deno.NetAddr;
    blind.close();
    const origins = { sameOrigin: true, allowedOrigins: ["http://good.example", "http://other.example:81"] };
    await using _reference = await ReferenceServer.start(
      `websocket { host: 127.0.0.1, port: ${port}, no_tls: true, same_origin: true, ` +
        `allowed_origins: ["http://good.example", "http://other.example:81"] }`,
    );
    await using mailroom = await start({ ws: { port: 0, ...origins } });
    const head: Record<string, string> = {
      Host: "good.example",
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version": "13",
    };
    const write = (changes: Record<string, string | undefined>, first = "GET / HTTP/1.1") =>
      [
        first,
        ...Object.entries({ ...head, ...changes }).filter(([, v]) => v !== undefined).map((e) => e.join(": ")),
        "",
        "",
      ]
        .join("\r\n");
    const requests = [
      write({}),
      write({}, "GET /any/path?a=b HTTP/1.1"),
      write({}, "POST / HTTP/1.1"),
      write({}, "HEAD / HTTP/1.1"),
      write({ Host: undefined }),
      write({ Upgrade: undefined }),
      write({ Upgrade: "h2c" }),
      write({ Upgrade: "WEBSOCKET" }),
      write({ Connection: "keep-alive" }),
      write({ Connection: "keep-alive, Upgrade" }),
      write({ "Sec-WebSocket-Key": undefined }),
      write({ "Sec-WebSocket-Version": undefined }),
      write({ "Sec-WebSocket-Version": "12" }),
      write({ "Sec-WebSocket-Protocol": "nats" }),
      write({ "Sec-WebSocket-Extensions": "permessage-deflate" }),
      write({ Origin: "http://good.example" }),
      write({ Origin: "http://good.example:80" }),
      write({ Origin: "https://good.example" }),
      write({ Origin: "http://other.example:81" }),
      write({ Origin: "http://other.example:81", Host: "other.example:81" }),
      write({ Origin: "http://bad.example", Host: "bad.example" }),
      write({ Origin: "null" }),
      "GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n",
    ];
    for (const request of requests) {
      const [ours, theirs] = [await answer(mailroom.addresses.ws!.port, request), await answer(port, request)];
      const wanted = theirs[0].replace(/: .*/, "");
      assertEquals(ours[0], wanted, request);
      // What Go's HTTP server refuses by itself does not get as far as the part that tells the version.
      if (theirs[1]) assert(ours[1], request);
    }
  },
});
