import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { turn } from "../../../actors/testing.ts";
import {
  MemoryListener,
  type Peer,
  type Socket,
  webSocketListener,
  type WebSocketOptions,
} from "../../../transports/mod.ts";
import { OPCODES } from "../../../transports/websocket/_frames.ts";
import { within } from "../../_within.ts";
import { type ClientFrame, clientFrame, joined, type ServerFrame, serverFrames } from "./_client_frames.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const REQUEST: Readonly<Record<string, string>> = {
  Host: "example.com",
  Upgrade: "websocket",
  Connection: "Upgrade",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  "Sec-WebSocket-Version": "13",
};

/** A request; a header that is `undefined` is left out. */
function request(headers: Readonly<Record<string, string | undefined>> = {}, first = "GET / HTTP/1.1"): string {
  const all = Object.entries({ ...REQUEST, ...headers }).filter(([, value]) => value !== undefined);
  return [first, ...all.map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
}

/** A listener in this process, and who was refused. */
class Door implements Disposable {
  readonly inner = new MemoryListener("door");
  readonly refused: string[] = [];
  readonly listener;

  constructor(options: WebSocketOptions = {}) {
    this.listener = webSocketListener(this.inner, { refused: (_, why) => this.refused.push(why), ...options });
  }

  /** Sends a text; answers with all that comes back until the connection ends. */
  async answer(text: string | Uint8Array): Promise<string> {
    const socket = this.inner.dial();
    const reading = readAll(socket);
    await writeAll(socket, typeof text === "string" ? encoder.encode(text) : text).catch(() => {});
    const answer = await within(reading, "an answer");
    socket.close();
    return decoder.decode(answer);
  }

  /** A client whose handshake is done, and the server's end of it. */
  async open(path = "/", behind: Uint8Array = new Uint8Array(0)): Promise<{ client: Client; socket: Socket }> {
    const wire = this.inner.dial();
    const accepting = this.listener.accept();
    await writeAll(wire, joined([encoder.encode(request({}, `GET ${path} HTTP/1.1`)), behind]));
    const socket = await within(accepting, "a WebSocket");
    const client = new Client(wire);
    assertStringIncludes(await client.head(), "101 Switching Protocols");
    return { client, socket };
  }

  [Symbol.dispose](): void {
    this.listener.close();
  }
}

/** A client that looks at every frame. */
class Client {
  readonly #wire: Socket;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(wire: Socket) {
    this.#wire = wire;
  }

  async head(): Promise<string> {
    while (true) {
      const text = decoder.decode(this.#bytes);
      const end = text.indexOf("\r\n\r\n") + 4;
      if (end > 3) {
        this.#bytes = this.#bytes.subarray(end);
        return text.slice(0, end);
      }
      assert(await this.#more(), "the connection has ended");
    }
  }

  async send(...frames: ClientFrame[]): Promise<void> {
    await writeAll(this.#wire, joined(frames.map(clientFrame)));
  }

  /** The next frame. */
  async frame(): Promise<ServerFrame> {
    const [frame] = await this.frames(1);
    return frame!;
  }

  /** So many frames, which must be all that has come. */
  async frames(count: number): Promise<ServerFrame[]> {
    while (true) {
      const frames = whole(this.#bytes);
      if (frames !== undefined && frames.length >= count) {
        this.#bytes = new Uint8Array(0);
        assertEquals(frames.length, count);
        return frames;
      }
      assert(await this.#more(), "the connection has ended");
    }
  }

  /** Reads until the end. */
  async rest(): Promise<ServerFrame[]> {
    while (await this.#more());
    return serverFrames(this.#bytes);
  }

  close(): void {
    this.#wire.close();
  }

  async #more(): Promise<boolean> {
    const buffer = new Uint8Array(100_000);
    const size = await within(this.#wire.read(buffer), "a frame").catch(() => null);
    if (size !== null) this.#bytes = joined([this.#bytes, buffer.subarray(0, size)]);
    return size !== null;
  }
}

function whole(bytes: Uint8Array): ServerFrame[] | undefined {
  try {
    return serverFrames(bytes);
  } catch {
    return undefined;
  }
}

async function writeAll(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

async function readAll(socket: Socket): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(1_024);
  for (let size = await socket.read(buffer); size !== null; size = await socket.read(buffer)) {
    parts.push(buffer.slice(0, size));
  }
  return joined(parts);
}

async function read(socket: Socket, room = 1_024): Promise<string | null> {
  const buffer = new Uint8Array(room);
  const size = await within(socket.read(buffer), "bytes");
  return size === null ? null : decoder.decode(buffer.subarray(0, size));
}

const code = ({ opcode, payload }: ServerFrame) =>
  opcode === OPCODES.close ? payload[0]! << 8 | payload[1]! : undefined;

Deno.test("webSocketListener() answers a request as RFC 6455 has it, and tells the path", async () => {
  using door = new Door();
  const wire = door.inner.dial();
  const accepting = door.listener.accept();
  // The parts of a request may come one by one, and names and items in any case.
  const text = request({ Upgrade: "h2c, WebSocket", Connection: "keep-alive, upgrade" }, "GET /a/b?c=d HTTP/1.1")
    .replace("Sec-WebSocket-Key", "SEC-WEBSOCKET-KEY");
  for (const char of text) await wire.write(encoder.encode(char));
  const socket = await accepting;
  assertEquals(
    await new Client(wire).head(),
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
  );
  assertEquals(socket.peer, { transport: "ws", hostname: "door", port: 0, path: "/a/b" } satisfies Peer);
  wire.close();
  socket.close();
});

Deno.test("webSocketListener() refuses what does not ask for a WebSocket", async () => {
  using door = new Door({ serves: (path) => path === "/" });
  door.listener.accept().catch(() => {});
  const cases: [string, number][] = [
    [request({}, "POST / HTTP/1.1"), 405],
    [request({}, "GET / HTTP/1.0"), 400],
    [request({}, "GET /x HTTP/1.1"), 404],
    [request({}, "GET / x HTTP/1.1"), 400],
    [request({ Host: undefined }), 400],
    [request({ Host: "a\r\nHost: b" }), 400],
    [request({ Upgrade: undefined }), 400],
    [request({ Upgrade: "websockets" }), 400],
    [request({ Connection: "close" }), 400],
    [request({ "Sec-WebSocket-Key": undefined }), 400],
    [request({ "Sec-WebSocket-Key": "short" }), 400],
    [request({ "Sec-WebSocket-Version": "8" }), 400],
    [request({ "X-Folded": "a\r\n b" }), 400],
    [request({ "X-Control": "a\0b" }), 400],
    [request({ Origin: "https://elsewhere.example" }), 403],
    ["\x16\x03\x01\x02\n\n", 400],
    [`GET / HTTP/1.1\r\nX: ${"x".repeat(9_000)}`, 431],
  ];
  for (const [text, status] of cases) {
    const answer = await door.answer(text);
    assertEquals(Number(/^HTTP\/1\.1 (\d+) [A-Z]/.exec(answer)?.[1]), status, JSON.stringify(text.slice(0, 200)));
    assertStringIncludes(answer, "\r\nSec-Websocket-Version: 13\r\n");
  }
  assertEquals(door.refused.length, cases.length);
});

Deno.test("webSocketListener() lets in pages of its own host, or those that are allowed, and programs without an origin", async () => {
  const same = {};
  const cases: [WebSocketOptions, string | undefined, boolean][] = [
    [same, undefined, true],
    [same, "http://example.com", true],
    [same, "http://EXAMPLE.com:80", true],
    [same, "https://example.com", false],
    [same, "http://example.com:8080", false],
    [same, "http://sub.example.com", false],
    [same, "http://example.com/path", false],
    [same, "null", false],
    [same, "nonsense", false],
    [{ sameOrigin: false }, "https://any.example", true],
    [{ allowedOrigins: ["https://a.example"] }, "https://a.example:443", true],
    [{ allowedOrigins: ["https://a.example"] }, "http://a.example", false],
    [{ allowedOrigins: ["https://a.example"] }, "http://example.com", false],
    [{ allowedOrigins: ["null"] }, "null", true],
    [{ allowedOrigins: ["*"] }, "https://any.example", true],
    [{ allowedOrigins: ["*"], sameOrigin: true }, "https://any.example", false],
  ];
  for (const [options, origin, good] of cases) {
    using door = new Door(options);
    const accepting = door.listener.accept().then((socket) => socket.close(), () => {});
    const answer = await door.answer(request({ Origin: origin }));
    assertStringIncludes(answer, good ? " 101 " : " 403 ", `${JSON.stringify(options)} ${origin}`);
    door.listener.close();
    await accepting;
  }
  assertThrows(() => new Door({ allowedOrigins: ["example.com"] }), TypeError, 'Cannot allow the origin "example.com"');
});

Deno.test("webSocketListener() checks its options", () => {
  assertThrows(() => new Door({ handshakeTimeout: 0 }), RangeError, "handshakeTimeout is 0");
  assertThrows(() => new Door({ maxHandshakes: 0 }), RangeError, "maxHandshakes is 0");
  assertThrows(() => new Door({ maxHandshakesPerAddress: 0 }), RangeError, "maxHandshakesPerAddress is 0");
});

Deno.test("webSocketListener() hangs up on who takes too long, and waits for nobody else", async () => {
  using door = new Door({ handshakeTimeout: 50 });
  const slow = door.inner.dial();
  await slow.write(encoder.encode("GET / HTTP/1.1\r\n"));
  const { client, socket } = await door.open();
  assertEquals(await within(slow.read(new Uint8Array(10)).catch(() => null), "the end"), null);
  assertEquals(door.refused, ["its request took too long"]);
  client.close();
  socket.close();
});

Deno.test("webSocketListener() takes in no more than maxHandshakes at once, and the next when one is over", async () => {
  using door = new Door({ maxHandshakes: 2 });
  const accepting = door.listener.accept();
  const [one, two, three] = [door.inner.dial(), door.inner.dial(), door.inner.dial()];
  await writeAll(three, encoder.encode(request()));
  await turn();
  let got = false;
  const read = three.read(new Uint8Array(1_000)).then(() => got = true);
  await turn();
  assertEquals(got, false);
  one.close();
  await within(read, "the answer");
  (await accepting).close();
  two.close();
  three.close();
});

Deno.test("webSocketListener() hangs up on too many from one address that have not sent their request", async () => {
  using door = new Door({ maxHandshakesPerAddress: 1 });
  const accepting = door.listener.accept();
  const first = door.inner.dial();
  assertEquals(await door.answer(request()).catch(() => ""), "");
  assertEquals(door.refused, ["too many from its address have not sent their request"]);
  await writeAll(first, encoder.encode(request()));
  (await within(accepting, "the first")).close();
  // There is room again for another.
  const { client, socket } = await door.open();
  for (const each of [first, client, socket]) each.close();
});

Deno.test("WebSocket listener close() ends a pending accept and those whose request has not come", async () => {
  const door = new Door();
  const accepting = door.listener.accept();
  const begun = door.inner.dial();
  await turn();
  door.listener.close();
  await assertRejects(() => accepting, Error, "closed");
  await assertRejects(() => door.listener.accept(), Error, "closed");
  assertEquals(await readAll(begun).catch(() => new Uint8Array(0)), new Uint8Array(0));
});

Deno.test("WebSocket accept() rejects when the listener beneath cannot accept, and goes on after that", async () => {
  const inner = new MemoryListener("door");
  let fails = true;
  const accept = () => fails ? Promise.reject(new Error("no descriptors")) : inner.accept();
  const listener = webSocketListener({ address: inner.address, accept, close: () => inner.close() });
  await assertRejects(() => listener.accept(), Error, "no descriptors");
  fails = false;
  const accepting = listener.accept();
  const wire = inner.dial();
  await writeAll(wire, encoder.encode(request()));
  (await accepting).close();
  wire.close();
  listener.close();
});

Deno.test("WebSocket read() gives payload as it comes, whatever it came in, also with the request", async () => {
  using door = new Door();
  const { client, socket } = await door.open(
    "/",
    clientFrame({ opcode: OPCODES.text, payload: encoder.encode("early") }),
  );
  assertEquals(await read(socket), "early");
  await client.send({ opcode: OPCODES.binary, payload: encoder.encode("0123456789") });
  assertEquals(await read(socket, 12), "012345");
  assertEquals(await read(socket, 12), "6789");
  await client.send({ opcode: OPCODES.pong }, { opcode: OPCODES.text, fin: false }, {
    opcode: OPCODES.continuation,
    payload: encoder.encode("x"),
  });
  assertEquals(await read(socket), "x");
  client.close();
  assertEquals(await read(socket), null);
  socket.close();
});

Deno.test("WebSocket read() answers pings, the last where there are many, and nothing stands within a frame", async () => {
  using door = new Door();
  const { client, socket } = await door.open();
  const reading = read(socket);
  const ping = (text: string): ClientFrame => ({ opcode: OPCODES.ping, payload: encoder.encode(text) });
  await client.send(ping("one"));
  assertEquals(await client.frame(), { opcode: OPCODES.pong, payload: encoder.encode("one") });
  // 100,000 bytes are more than the pair holds: the write is under way when the pings come.
  const data = new Uint8Array(100_000).fill(7);
  const writing = writeAll(socket, data);
  await client.send(ping("two"), ping("three"), { opcode: OPCODES.binary, payload: encoder.encode("x") });
  assertEquals(await reading, "x");
  const frames = await client.frames(3);
  await writing;
  assertEquals(frames.map(({ opcode }) => opcode), [OPCODES.binary, OPCODES.pong, OPCODES.binary]);
  assertEquals(decoder.decode(frames[1]!.payload), "three");
  assertEquals(joined([frames[0]!.payload, frames[2]!.payload]), data);
  client.close();
  socket.close();
});

Deno.test("WebSocket close() after a fault tells the code of the fault", async () => {
  const faults: [Uint8Array, number][] = [
    [clientFrame({ opcode: OPCODES.text, mask: null }), 1002],
    [clientFrame({ opcode: OPCODES.text, reserved: 4 }), 1002],
    [new Uint8Array([0x82, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]), 1009],
  ];
  for (const [bytes, wanted] of faults) {
    using door = new Door();
    const { client, socket } = await door.open("/", bytes);
    const error = await assertRejects(() => socket.read(new Uint8Array(100)), Error, "Cannot read WebSocket frames");
    assertInstanceOf(error, Error);
    socket.close();
    socket.close();
    assertEquals((await client.rest()).map(code), [wanted]);
  }
});

Deno.test("WebSocket finish() says why, and waits for the other side to close, too", async () => {
  using door = new Door();
  const { client, socket } = await door.open();
  const reading = socket.read(new Uint8Array(100));
  let over = false;
  const finishing = socket.finish!({ type: "closed", detail: "shutdown" }).then(() => over = true);
  assertEquals(code(await client.frame()), 1001);
  await client.send({ opcode: OPCODES.text, payload: encoder.encode("too late") });
  await turn();
  assertEquals(over, false);
  await client.send({ opcode: OPCODES.close, payload: new Uint8Array([3, 233]) });
  await within(finishing, "the end");
  assertEquals(await reading, null);
  await assertRejects(() => socket.write(new Uint8Array(1)), Error, "closed");
  socket.close();
  assertEquals(await client.rest(), []);
});

Deno.test("WebSocket finish() answers the other side's close with its code, and does not wait", async () => {
  for (const [payload, wanted] of [[new Uint8Array([0x0f, 0xa0]), 4000], [new Uint8Array(0), 1000]] as const) {
    using door = new Door();
    const { client, socket } = await door.open();
    await client.send({ opcode: OPCODES.close, payload });
    assertEquals(await read(socket), null);
    await within(socket.finish!({ type: "ended" }), "the end");
    socket.close();
    assertEquals((await client.rest()).map(code), [wanted]);
  }
});

Deno.test("webSocketListener() with text makes a line of each message, and texts of whole lines", async () => {
  using door = new Door({ text: (path) => path === "/line" });
  const { client, socket } = await door.open("/line");
  await client.send(
    { opcode: OPCODES.text, payload: encoder.encode("one") },
    { opcode: OPCODES.text, payload: encoder.encode("two\n") },
    { opcode: OPCODES.text },
  );
  assertEquals(await read(socket), "one\ntwo\n\n");
  const write = async (bytes: Uint8Array) => {
    await writeAll(socket, bytes);
    const { opcode, payload } = await client.frame();
    assertEquals(opcode, OPCODES.text);
    return decoder.decode(payload);
  };
  assertEquals(await write(encoder.encode("é\nü\n")), "é\nü\n");
  assertEquals(await write(encoder.encode("no end")), "no end");
  // A browser would hang up on bytes that are no text.
  assertEquals(await write(new Uint8Array([0x61, 0xff, 0xc3, 0x0a])), "a\ufffd\ufffd\n");
  const long = `${"é".repeat(40_000)}\n`;
  assertEquals(await socket.write(encoder.encode(`a\n${long}b\n`)), 2);
  assertEquals(decoder.decode((await client.frame()).payload), "a\n");
  const writing = socket.write(encoder.encode(`${long}b\n`));
  assertEquals(decoder.decode((await client.frame()).payload), long);
  assertEquals(await writing, 80_001);
  client.close();
  socket.close();
});
