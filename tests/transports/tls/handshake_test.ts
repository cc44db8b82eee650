import { assertEquals, assertFalse, assertMatch, assertRejects } from "@std/assert";
import { type ClientTlsOptions, dialTls, type Listener } from "../../../transports/mod.ts";
import { Client } from "../../_client.ts";
import { within } from "../../_within.ts";
import { alice, ca, connected, expired, hear, listening, mallory, say } from "../_tls.ts";

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
