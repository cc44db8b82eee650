import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLess,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { NatsClient } from "../../../cli/client/nats_client.ts";
import { turn } from "../../../actors/testing/turn.ts";
import { greeted, scripted } from "./_scripted_server.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytes = (text: string) => encoder.encode(text);

Deno.test("NatsClient.over() tells the server who it is, and waits until it agrees", async () => {
  const { server, socket } = scripted();
  const connecting = NatsClient.over(socket, { user: "ada", password: "secret" });
  await server.send('INFO {"headers":true,"max_payload":1000}\r\n');
  const [connect = "", ping] = await server.lines(2);
  const options = JSON.parse(/^CONNECT (.*)\r$/.exec(connect)![1]!);
  assertEquals([options.verbose, options.headers, options.no_responders], [false, true, true]);
  assertEquals([options.user, options.pass, options.auth_token], ["ada", "secret", undefined]);
  assertEquals(ping, "PING\r");
  await server.send("PONG\r\n");
  await using client = await connecting;
  assertEquals([client.hasHeaders, client.maxPayload], [true, 1_000]);
  await using _server = server;
});

Deno.test("NatsClient.over() takes a user without a password for a token", async () => {
  const { server, socket } = scripted();
  const connecting = NatsClient.over(socket, { user: "t0ken" });
  await server.send("INFO {}\r\n");
  const [connect = ""] = await server.lines(2);
  const options = JSON.parse(connect.slice("CONNECT ".length));
  assertEquals([options.user, options.auth_token, options.no_responders], [undefined, "t0ken", false]);
  await server.send("PONG\r\n");
  await using _client = await connecting;
  await using _server = server;
});

const REFUSALS: [string, string][] = [
  ["INFO {}\r\n-ERR 'Authorization Violation'\r\n", "The server refuses: Authorization Violation"],
  ['INFO {"tls_required":true}\r\n', "The server wants TLS, and there is none here"],
  ["INFO {\r\n", "Cannot read what the server says of itself"],
  ["Welcome to room lobby\r\n", 'Cannot understand "Welcome to room lobby"'],
  ["", "The server has ended the connection"],
];

Deno.test("NatsClient.over() fails with what the server says, or with what it is", async () => {
  for (const [said, message] of REFUSALS) {
    const { server, socket } = scripted();
    await server.send(said);
    const connecting = assertRejects(() => NatsClient.over(socket), Error, message);
    // What was sent is read before the end.
    await server[Symbol.asyncDispose]();
    await connecting;
  }
});

Deno.test("NatsClient.over() believes nothing that stands in the clear behind the INFO of a server with TLS", async () => {
  for (const more of ["PONG\r\n", "MSG a 1"]) {
    const { server, socket } = scripted();
    const secure = Object.assign(socket, { secure: () => new Promise<void>(() => {}) });
    const connecting = assertRejects(() => NatsClient.over(secure), Error, "The server says too much before TLS");
    await server.send(`INFO {"tls_required":true}\r\n${more}`);
    await connecting;
    assertEquals(await server.rest(), "");
    await server[Symbol.asyncDispose]();
  }
});

Deno.test("NatsClient.over() says nothing in the clear where TLS is wanted and the server has none", async () => {
  const { server, socket } = scripted();
  const connecting = assertRejects(() => NatsClient.over(socket, { secure: true }), Error, "TLS is wanted");
  await server.send('INFO {"headers":true}\r\n');
  await connecting;
  assertEquals(await server.rest(), "");
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient.over() gives up a server that says nothing", async () => {
  const { server, socket } = scripted();
  await assertRejects(() => NatsClient.over(socket, { timeout: 5 }), Error, "Waited 0.005 s in vain");
  assertEquals(await server.rest(), "");
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient publishes with what it is given", async () => {
  const { server, client } = await greeted();
  client.publish("a", bytes("hello"));
  client.publish("a.b", bytes(""), { reply: "r" });
  client.publish("a", bytes("x\r\ny"), { headers: [["K", "v"], ["K", "w"]], reply: "r" });
  await client.close();
  assertEquals(
    await server.rest(),
    "PUB a 5\r\nhello\r\nPUB a.b r 0\r\n\r\n" +
      "HPUB a r 24 28\r\nNATS/1.0\r\nK: v\r\nK: w\r\n\r\nx\r\ny\r\n",
  );
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient refuses to publish what would be taken for something else, or is too large", async () => {
  const { server, client } = await greeted({ headers: false });
  for (const subject of ["", "a b", "a..b", "a\r\nPUB b 0", "a\tb"]) {
    assertThrows(() => client.publish(subject, bytes("")), TypeError, "Cannot publish to");
    assertThrows(() => client.publish("a", bytes(""), { reply: subject }), TypeError, "Cannot have answers");
  }
  assertThrows(() => client.publish("a", bytes(""), { headers: [["K", "v"]] }), TypeError, "the server takes none");
  assertThrows(() => client.publish("a", new Uint8Array(101)), RangeError, "the server takes at most 100");
  client.publish("a", new Uint8Array(100));
  await client.close();
  assertMatch(await server.rest(), /^PUB a 100\r\n/);
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient counts headers for a part of the size", async () => {
  const { server, client } = await greeted();
  const headers = [["K", "v"]] as const;
  assertThrows(() => client.publish("a", new Uint8Array(83), { headers }), RangeError, "Cannot publish 101 bytes");
  client.publish("a", new Uint8Array(82), { headers });
  await client.close();
  assertMatch(await server.rest(), /^HPUB a 18 100\r\n/);
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient gives each subscription its messages, and ends it where its loop is left", async () => {
  const { server, client } = await greeted();
  const one = client.subscribe(["a", "b.>"], { queue: "q", max: 5 });
  const other = client.subscribe(["a"]);
  assertEquals(await server.lines(5), ["SUB a q 1\r", "UNSUB 1 5\r", "SUB b.> q 2\r", "UNSUB 2 5\r", "SUB a 3\r"]);
  await server.send("MSG a 1 1\r\nx\r\nMSG a 3 1\r\ny\r\nHMSG b.c 2 r 18 19\r\nNATS/1.0\r\nK: v\r\n\r\nz\r\n");
  const heard: unknown[] = [];
  for await (const { subject, reply, headers, payload } of one) {
    heard.push([subject, reply, headers, decoder.decode(payload)]);
    if (heard.length === 2) break;
  }
  assertEquals(heard, [["a", undefined, [], "x"], ["b.c", "r", [["K", "v"]], "z"]]);
  assertEquals(await server.lines(2), ["UNSUB 1\r", "UNSUB 2\r"]);
  await server.send("MSG a 1 1\r\nx\r\nMSG a 3 1\r\nw\r\nPING\r\n");
  assertEquals(await server.line(), "PONG\r");
  const closing = client.close();
  const rest: string[] = [];
  for await (const { payload } of other) rest.push(decoder.decode(payload));
  assertEquals(rest, ["y", "w"]);
  await closing;
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient.flush() fails with what was refused, once", async () => {
  const { server, client } = await greeted();
  const refused = assertRejects(() => client.flush(), Error, 'refuses: Permissions Violation for Publish to "a"');
  await server.line();
  await server.send("-ERR 'Permissions Violation for Publish to \"a\"'\r\nPONG\r\n");
  await refused;
  const fine = client.flush();
  await server.line();
  await server.send("PONG\r\n");
  await fine;
  await assertRejects(() => client.flush(5), Error, "Waited 0.005 s in vain for the server to answer");
  await client.close();
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient fails all that waits when the connection ends, behind what has come", async () => {
  const { server, client } = await greeted();
  const subscription = client.subscribe(["a"]);
  const flushing = assertRejects(() => client.flush(), Error, "The server refuses: Stale Connection");
  await server.send("MSG a 1 1\r\nx\r\n-ERR 'Stale Connection'\r\n");
  await server[Symbol.asyncDispose]();
  await flushing;
  const heard: string[] = [];
  await assertRejects(
    async () => {
      for await (const { payload } of subscription) heard.push(decoder.decode(payload));
    },
    Error,
    "The server refuses: Stale Connection",
  );
  assertEquals(heard, ["x"]);
  assertThrows(() => client.publish("a", bytes("")), Error, "Stale Connection");
  await assertRejects(() => client.ready(), Error, "Stale Connection");
  await client.close();
});

Deno.test("NatsClient.close() may be called again, and nothing can be done afterwards", async () => {
  const { server, client } = await greeted();
  assert(client.close() === client.close());
  await client.close();
  assertThrows(() => client.publish("a", bytes("")), Error, "the connection has been closed");
  assertThrows(() => client.subscribe(["a"]), Error, "the connection has been closed");
  await assertRejects(() => client.flush(), Error, "the connection has been closed");
  assertEquals(await server.rest(), "");
  await server[Symbol.asyncDispose]();
});

Deno.test("NatsClient does not read on while much has come that nobody has looked at", async () => {
  const { server, client } = await greeted();
  const subscription = client.subscribe(["a"]);
  await server.line();
  const [size, count, most] = [256 << 10, 64, 8 << 20];
  const frame = bytes(`MSG a 1 ${size}\r\n${"x".repeat(size)}\r\n`);
  let sent = 0;
  const much = Promise.withResolvers<void>();
  const sending = (async () => {
    for (let i = 0; i < count; i++) {
      await server.send(frame);
      sent += frame.length;
      if (sent >= most) much.resolve();
    }
  })();
  await much.promise;
  for (let i = 0; i < 200; i++) await turn();
  assertGreaterOrEqual(sent, most);
  assertLess(sent, most + 4 * frame.length);
  let heard = 0;
  for await (const _message of subscription) if (++heard === count) break;
  await sending;
  await client.close();
  await server[Symbol.asyncDispose]();
});
