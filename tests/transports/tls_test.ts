import {
  assert,
  assertEquals,
  assertFalse,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  type ClientTlsOptions,
  dialTcp,
  dialTls,
  type Listener,
  listenTls,
  type ListenTlsOptions,
  memoryPair,
  type Protocol,
  secureClient,
  secureServer,
  serveTcp,
  type Socket,
  type TlsOptions,
  TlsStore,
  type Transport,
} from "../../transports/mod.ts";
import { Authority } from "../_certificates.ts";
import { Client } from "../_client.ts";
import { within } from "../_within.ts";

const authority = await Authority.make();
const stranger = await Authority.make("Another CA");
const server = await authority.sign();
const alice = await authority.sign({
  subject: "/O=Org/CN=alice",
  names: "DNS:alice.example.com,email:alice@example.com,URI:spiffe://example.com/alice",
});
const expired = await authority.sign({ subject: "/CN=old", days: -1 });
const mallory = await stranger.sign({ subject: "/CN=alice" });
const ca = authority.cert;

/** A listener, and what it says of handshakes that failed. */
function listening(tls: Partial<TlsOptions> | TlsStore = {}, options: Partial<ListenTlsOptions> = {}) {
  const failures: { error: string; late: boolean }[] = [];
  const listener = listenTls({
    port: 0,
    tls: tls instanceof TlsStore ? tls : { ...server, ...tls },
    failed: (_peer, error, late) => failures.push({ error: error.message, late }),
    ...options,
  });
  return { listener, failures, [Symbol.dispose]: () => listener.close() };
}

/** A connection over the loopback: the client's end, and the server's. */
async function connected(listener: Listener, options: ClientTlsOptions = {}): Promise<[Socket, Socket]> {
  const accepting = listener.accept();
  const near = await dialTls({ port: listener.address.port, ca, ...options });
  return [near, await accepting];
}

async function say(socket: Socket, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

async function hear(socket: Socket): Promise<string | null> {
  const buffer = new Uint8Array(1_024);
  const size = await within(socket.read(buffer), "bytes");
  return size === null ? null : new TextDecoder().decode(buffer.subarray(0, size));
}

Deno.test("listenTls() and dialTls() carry bytes both ways, and say that it is TLS", async () => {
  using served = listening();
  const [near, far] = await connected(served.listener);
  await say(near, "there");
  assertEquals(await hear(far), "there");
  await say(far, "and back");
  assertEquals(await hear(near), "and back");
  assertEquals([near.peer.transport, far.peer.transport, served.listener.address.transport], ["tls", "tls", "tls"]);
  near.close();
  assertEquals(await hear(far), null);
  far.close();
});

Deno.test("a socket of TLS gives what has come in parts as small as the reader's buffer", async () => {
  using served = listening();
  const [near, far] = await connected(served.listener);
  await say(near, "hello");
  const parts = [];
  for (let i = 0; i < 5; i++) {
    const buffer = new Uint8Array(1);
    assertEquals(await within(far.read(buffer), "a byte"), 1);
    parts.push(String.fromCharCode(buffer[0]!));
  }
  assertEquals(parts.join(""), "hello");
  near.close();
  far.close();
});

Deno.test("a socket of TLS makes a writer wait while nobody reads, and loses nothing of some megabytes each way", async () => {
  using served = listening();
  const [near, far] = await connected(served.listener);
  const bytes = crypto.getRandomValues(new Uint8Array(65_536));
  const size = 256 * bytes.length;
  for (const [from, to] of [[near, far], [far, near]] as const) {
    let written = 0;
    const writing = (async () => {
      while (written < size) written += await from.write(bytes);
    })();
    // What is read ahead and what the host holds is a small part of it: the writer comes to rest long before the end.
    let before = -1;
    while (before !== written) {
      before = written;
      for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    assert(written < size, "the writer did not wait");
    const buffer = new Uint8Array(10_000);
    let read = 0;
    while (read < size) {
      const part = (await within(to.read(buffer), "bytes"))!;
      for (let i = 0; i < part; i += 997) assertEquals(buffer[i], bytes[(read + i) % bytes.length]);
      read += part;
    }
    assertEquals(read, size);
    await writing;
  }
  near.close();
  far.close();
});

Deno.test("a socket of TLS takes no more from below than it can hold while nobody reads", async () => {
  const [plainNear, plainFar] = memoryPair("test", 65_536);
  const far = secureServer(plainFar, { store: new TlsStore(server) });
  const near = secureClient(plainNear, "localhost", { ca });
  await Promise.all([far.secure!(), near.secure!()]);
  for (const [from, to] of [[near, far], [far, near]] as const) {
    let written = 0;
    let more = true;
    const writing = (async () => {
      while (more) written += await from.write(new Uint8Array(65_536));
    })();
    let before = -1;
    while (before !== written) {
      before = written;
      for (let turn = 0; turn < 50; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    }
    assert(written <= 1 << 20, `${written} bytes were taken`);
    more = false;
    // One write is under way.
    const all = written + 65_536;
    const buffer = new Uint8Array(65_536);
    for (let read = 0; read < all;) read += (await within(to.read(buffer), "bytes"))!;
    await writing;
  }
  near.close();
  far.close();
});

Deno.test("a socket of TLS that has heard the end can still be written to", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  const client = new Deno.Command("openssl", {
    args: ["s_client", "-connect", `127.0.0.1:${served.listener.address.port}`, "-quiet", "-nocommands"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const far = await accepting;
  const writer = client.stdin.getWriter();
  await writer.write(new TextEncoder().encode("question\n"));
  assertEquals(await hear(far), "question\n");
  await say(far, "answer\n");
  await far.write(new TextEncoder().encode("more\n"));
  far.close();
  const output = await client.stdout.getReader();
  let heard = "";
  for (let part = await output.read(); !part.done; part = await output.read()) {
    heard += new TextDecoder().decode(part.value);
  }
  await client.status;
  await writer.close().catch(() => {});
  assertEquals(heard, "answer\nmore\n");
});

Deno.test("close() of a socket of TLS ends a pending read and a pending write, and may be called again", async () => {
  using served = listening();
  const [near, far] = await connected(served.listener);
  await say(near, "hello");
  await hear(far);
  const reading = assertRejects(() => far.read(new Uint8Array(1)));
  const writing = (async () => {
    while (true) await far.write(new Uint8Array(1 << 20));
  })().catch((error: Error) => error.message);
  far.close();
  far.close();
  await within(reading, "the end of the read");
  assertEquals(await within(writing, "the end of the write"), "The connection is closed");
  await assertRejects(() => far.write(new Uint8Array(1)));
  near.close();
});

Deno.test("dialTls() refuses a server of an unknown authority, of another name, or whose time is over", async () => {
  const old = await authority.sign({ days: -1 });
  const elsewhere = await authority.sign({ subject: "/CN=example.com", names: "DNS:example.com" });
  for (const [pair, trusted] of [[server, stranger.cert], [elsewhere, ca], [old, ca]] as const) {
    using served = listening(pair);
    const accepting = served.listener.accept();
    await assertRejects(() => dialTls({ port: served.listener.address.port, ca: trusted }));
    await assertRejects(() => accepting.then((far) => far.read(new Uint8Array(1))));
    (await accepting).close();
  }
});

Deno.test("dialTls() takes a server whose certificate has the name that it is told", async () => {
  using served = listening(await authority.sign({ subject: "/CN=x", names: "DNS:node-1.example.com" }));
  const [near, far] = await connected(served.listener, { serverName: "node-1.example.com" });
  await say(near, "hello");
  assertEquals(await hear(far), "hello");
  near.close();
  far.close();
});

Deno.test("dialTls() gives up in the handshake when its signal aborts, and when the server says nothing for too long", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const giveUp = new AbortController();
  const dialling = dialTls({ port: silent.addr.port, ca, signal: giveUp.signal });
  const first = await silent.accept();
  giveUp.abort(new Error("enough"));
  await assertRejects(() => dialling, Error, "enough");
  const late = dialTls({ port: silent.addr.port, ca, timeout: 20 });
  await assertRejects(() => late, Error, "The handshake was not done in 20 ms");
  const second = await silent.accept();
  first.close();
  second.close();
  silent.close();
});

Deno.test("a server that requires certificates knows its client, and refuses none, a stranger's and one whose time is over", async () => {
  using served = listening({ ca, verify: "required" });
  const [near, far] = await connected(served.listener, alice);
  await say(near, "hello");
  await hear(far);
  const { fingerprint, ...names } = far.peer.certificate!;
  assertEquals(names, {
    subject: "CN=alice,O=Org",
    commonName: "alice",
    dnsNames: ["alice.example.com"],
    emails: ["alice@example.com"],
    uris: ["spiffe://example.com/alice"],
  });
  assertMatch(fingerprint, /^[0-9a-f]{64}$/);
  near.close();
  far.close();
  for (const shown of [{}, mallory, expired]) await refused(served.listener, shown);
  assertEquals(served.failures.length, 3);
});

Deno.test("a server that takes certificates takes none and good ones, and refuses others", async () => {
  using served = listening({ ca, verify: "optional" });
  for (const shown of [{}, alice]) {
    const [near, far] = await connected(served.listener, shown);
    await say(near, "hello");
    await hear(far);
    assertEquals(far.peer.certificate?.commonName, shown === alice ? "alice" : undefined);
    near.close();
    far.close();
  }
  await refused(served.listener, mallory);
  await refused(served.listener, expired);
});

Deno.test("a server that wants no certificates believes none", async () => {
  using served = listening({ ca });
  const [near, far] = await connected(served.listener, alice);
  await say(near, "hello");
  await hear(far);
  assertEquals(far.peer.certificate, undefined);
  near.close();
  far.close();
});

/** Dials with a certificate that is not accepted: neither side can say anything. */
async function refused(listener: Listener, shown: ClientTlsOptions): Promise<void> {
  const accepting = listener.accept();
  const dialling = dialTls({ port: listener.address.port, ca, ...shown }).catch(() => undefined);
  const far = await accepting;
  await within(assertRejects(() => far.read(new Uint8Array(1))), "the refusal");
  await assertRejects(() => far.write(new Uint8Array(1)));
  assertEquals(far.peer.certificate, undefined);
  const near = await dialling;
  // With TLS 1.3 a client is done before the server has seen its certificate.
  if (near !== undefined) assertEquals(await near.read(new Uint8Array(1)).catch(() => null), null);
  near?.close();
  far.close();
}

Deno.test("a server does not speak a version of TLS that is too old", async () => {
  for (
    const [minVersion, flag, good] of [["1.2", "-tls1_1", false], ["1.2", "-tls1_2", true], [
      "1.3",
      "-tls1_2",
      false,
    ]] as const
  ) {
    using served = listening({ minVersion });
    const accepting = served.listener.accept();
    const client = new Deno.Command("openssl", {
      args: [
        "s_client",
        "-connect",
        `127.0.0.1:${served.listener.address.port}`,
        flag,
        "-cipher",
        "DEFAULT@SECLEVEL=0",
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const far = await accepting;
    if (good) assertEquals(await hear(far), null);
    else await assertRejects(() => far.read(new Uint8Array(1)));
    far.close();
    assertEquals((await client).success, good, `${minVersion} ${flag}`);
  }
});

Deno.test("a handshake that never comes is given up in time and told of, and holds up nobody else", async () => {
  using served = listening({ timeout: 50 });
  const { port } = served.listener.address;
  const accepting = served.listener.accept();
  await using silent = new Client(await Deno.connect({ hostname: "127.0.0.1", port }));
  const first = await accepting;
  const [near, far] = await connected(served.listener);
  await say(near, "hello");
  assertEquals(await hear(far), "hello");
  assertEquals(await silent.rest(), "");
  await assertRejects(() => first.read(new Uint8Array(1)));
  assertEquals(served.failures, [{ error: "The handshake was not done in 50 ms", late: true }]);
  near.close();
  far.close();
  first.close();
});

Deno.test("whoever speaks something else instead of TLS is told nothing, and the connection ends", async () => {
  for (
    const said of [
      "CONNECT {}\r\nPING\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "\x16\x03\x01\xff\xff garbage",
      "\x00".repeat(100),
    ]
  ) {
    using served = listening();
    const accepting = served.listener.accept();
    await using client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: served.listener.address.port }));
    const far = await accepting;
    await client.send(Uint8Array.from(said, (letter) => letter.charCodeAt(0)));
    if (said.startsWith("\x16")) await client.closeWrite();
    await within(assertRejects(() => far.read(new Uint8Array(1))), "the end");
    assertEquals(await client.rest(), "");
    assertFalse(served.failures[0]!.late);
    far.close();
  }
});

Deno.test("close() of a socket whose handshake is under way ends it", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  await using client = new Client(await Deno.connect({ hostname: "127.0.0.1", port: served.listener.address.port }));
  const far = await accepting;
  const reading = assertRejects(() => far.read(new Uint8Array(1)));
  far.close();
  far.close();
  await within(reading, "the end of the read");
  assertEquals(await client.rest(), "");
});

Deno.test("a listener with a later handshake sends in the clear what is written before", async () => {
  using served = listening({}, { handshake: "later" });
  const accepting = served.listener.accept();
  const plain = await dialTcp({ port: served.listener.address.port });
  const far = await accepting;
  assertEquals(far.peer.transport, "tcp");
  await say(far, "INFO {}\r\n");
  assertEquals(await hear(plain), "INFO {}\r\n");
  const near = secureClient(plain, "127.0.0.1", { ca });
  const securing = Promise.all([far.secure!(), near.secure!()]);
  await say(near, "secret");
  assertEquals(await hear(far), "secret");
  await securing;
  assertEquals([near.peer.transport, far.peer.transport], ["tls", "tls"]);
  near.close();
  far.close();
});

Deno.test("a listener that allows it takes TLS from those who begin it and goes on in the clear with others", async () => {
  using served = listening({}, { handshake: "later", allowNonTls: true });
  for (const secret of [true, false]) {
    const accepting = served.listener.accept();
    const plain = await dialTcp({ port: served.listener.address.port });
    const far = await accepting;
    const securing = far.secure!();
    const near = secret ? secureClient(plain, "127.0.0.1", { ca }) : plain;
    if (secret) await near.secure!();
    await say(near, "hello");
    await securing;
    const buffer = new Uint8Array(2);
    let heard = "";
    while (heard.length < 5) heard += new TextDecoder().decode(buffer.subarray(0, (await far.read(buffer))!));
    assertEquals(heard, "hello");
    assertEquals(far.peer.transport, secret ? "tls" : "tcp");
    near.close();
    far.close();
  }
});

Deno.test("a listener that allows it goes on in the clear with who says nothing in time", async () => {
  using served = listening({ timeout: 20 }, { handshake: "later", allowNonTls: true });
  const accepting = served.listener.accept();
  const near = await dialTcp({ port: served.listener.address.port });
  const far = await accepting;
  await within(far.secure!(), "the decision");
  await say(far, "still there?");
  assertEquals(await hear(near), "still there?");
  await say(near, "yes");
  assertEquals([await hear(far), far.peer.transport], ["yes", "tcp"]);
  await say(near, "and gone");
  near.close();
  assertEquals([await hear(far), await hear(far)], ["and gone", null]);
  assertEquals(served.failures, []);
  far.close();
});

Deno.test("secureClient() refuses a server of another name, and closes the connection", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  const near = secureClient(await dialTcp({ port: served.listener.address.port }), "example.com", { ca });
  const error = await assertRejects(() => near.secure!());
  assertStringIncludes((error as Error).message, "example.com");
  await assertRejects(() => near.write(new Uint8Array(1)));
  (await accepting).close();
});

Deno.test("TlsStore.renew() gives new connections another certificate and drops none that is open", async () => {
  const store = new TlsStore(server);
  let told = 0;
  using _told = store.onRenewed(() => told++);
  using served = listening(store);
  const [before, beforeFar] = await connected(served.listener);
  const renewed = await stranger.sign();
  store.renew(renewed);
  assertEquals(told, 1);
  await say(before, "still here");
  assertEquals(await hear(beforeFar), "still here");
  const [after, afterFar] = await connected(served.listener, { ca: stranger.cert });
  await say(after, "new");
  assertEquals(await hear(afterFar), "new");
  for (const socket of [before, beforeFar, after, afterFar]) socket.close();
});

Deno.test("TlsStore.renew() keeps what there is when it is given something that cannot be used", () => {
  const store = new TlsStore(server);
  const { context, options } = store;
  assertThrows(() => store.renew({ cert: server.cert, key: alice.key }), TypeError);
  assertEquals([store.context === context, store.options === options], [true, true]);
});

Deno.test("TlsStore says in one line what is wrong, and nothing of the key", () => {
  const wrong: readonly [TlsOptions, string][] = [
    [{ ...server, cert: "secret" }, "Cannot use the certificate: wanted certificates in PEM"],
    [{ ...server, key: "secret" }, "Cannot use the key: wanted a private key in PEM, without a passphrase"],
    [{ ...server, key: alice.key }, "Cannot use the key: wanted the one of the certificate"],
    [{ ...server, ca: "secret" }, "Cannot use the authorities' certificates: wanted certificates in PEM"],
    [
      { ...server, verify: "required" },
      'Cannot verify clients ("required"): wanted the certificates of the authorities, ca',
    ],
  ];
  for (const [options, message] of wrong) {
    assertEquals(assertThrows(() => new TlsStore(options), TypeError).message, message);
  }
  assertInstanceOf(assertThrows(() => new TlsStore({ ...server, timeout: 0 })), RangeError);
});

Deno.test("secureClient() wants a certificate with its key or neither", async () => {
  using served = listening();
  const accepting = served.listener.accept();
  const plain = await dialTcp({ port: served.listener.address.port });
  const error = assertThrows(() => secureClient(plain, "127.0.0.1", { cert: alice.cert }), TypeError);
  assertEquals(error.message, "Cannot use a certificate alone: wanted both or none");
  plain.close();
  (await accepting).close();
});

Deno.test("serveTcp() with tls speaks TLS at once, or when the protocol says so", async () => {
  const protocol = (): Protocol => {
    let transport: Transport;
    return {
      connected: (given) => void (transport = given).write("hello "),
      received: (chunk) => {
        transport.write(chunk);
        transport.write(`${transport.peer.transport} ${transport.peer.certificate?.commonName}`);
        transport.close();
      },
    };
  };
  const tls = { ...server, ca, verify: "required" as const };
  await using first = serveTcp({ port: 0, protocol, tls });
  const client = new Client(await dialTls({ port: first.address.port, ca, ...alice }));
  await client.send("you ");
  assertEquals(await client.rest(), "hello you tls alice");
  await client[Symbol.asyncDispose]();

  await using later = serveTcp({
    port: 0,
    tls,
    handshake: "later",
    protocol: () => {
      const inner = protocol();
      return { ...inner, connected: (transport) => (inner.connected!(transport), transport.secure!()) };
    },
  });
  const plain = await dialTcp({ port: later.address.port });
  assertEquals(await hear(plain), "hello ");
  await using upgraded = new Client(secured(plain));
  await upgraded.send("you ");
  assertEquals(await upgraded.rest(), "you tls alice");
});

function secured(plain: Socket): Socket {
  const socket = secureClient(plain, "localhost", { ca, ...alice });
  socket.secure!().catch(() => {});
  return socket;
}
