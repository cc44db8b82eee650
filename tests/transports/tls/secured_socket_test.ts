import { assert, assertEquals, assertRejects } from "@std/assert";
import { memoryPair, secureClient, secureServer, TlsStore } from "../../../transports/mod.ts";
import { within } from "../../_within.ts";
import { ca, connected, hear, listening, say, server } from "../_tls.ts";

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
