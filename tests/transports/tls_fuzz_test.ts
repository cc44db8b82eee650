import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  dialTcp,
  dialTls,
  listenTls,
  memoryPair,
  secureClient,
  secureServer,
  type Socket,
  TlsStore,
} from "../../transports/mod.ts";
import { Authority } from "../_certificates.ts";
import { within } from "../_within.ts";

const authority = await Authority.make();
const pair = await authority.sign();
const store = new TlsStore({ ...pair, timeout: 1_000 });

/** The first thing that a client says. */
async function greeting(): Promise<Uint8Array> {
  const [near, far] = memoryPair("test");
  const client = secureClient(near, "localhost", { ca: authority.cert });
  const securing = client.secure!().catch(() => {});
  const buffer = new Uint8Array(4_096);
  const size = await far.read(buffer);
  far.close();
  near.close();
  await securing;
  return buffer.slice(0, size!);
}

async function send(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

Deno.test("secureServer() survives every damaged greeting, cut anywhere, and ends the connection", async () => {
  const hello = await greeting();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat(hello.length - 1), byte: fc.nat(255) }), { maxLength: 4 }),
      fc.nat(hello.length),
      fc.nat(hello.length),
      fc.boolean(),
      async (changes, cut, end, allowNonTls) => {
        const bytes = hello.slice(0, end);
        for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
        const [near, far] = memoryPair("test");
        const server = secureServer(far, { store, allowNonTls });
        const securing = server.secure!().catch(() => {});
        await send(near, bytes.subarray(0, cut)).catch(() => {});
        await send(near, bytes.subarray(cut)).catch(() => {});
        near.close();
        await within(securing, "the end of the handshake");
        server.close();
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("listenTls() survives clients that go at any moment of a handshake", async () => {
  const listener = listenTls({ port: 0, tls: store });
  const { port } = listener.address;
  const ends: Promise<unknown>[] = [];
  for (let turns = 0; turns < 60; turns++) {
    const accepting = listener.accept();
    const plain = await dialTcp({ port });
    const client = secureClient(plain, "localhost", { ca: authority.cert });
    ends.push(client.secure!().catch(() => {}));
    const server = await accepting;
    ends.push(server.read(new Uint8Array(1)).catch(() => {}));
    for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
    (turns % 2 === 0 ? client : server).close();
    if (turns % 3 === 0) plain.close();
    ends.push(Promise.resolve().then(() => (client.close(), server.close())));
  }
  await within(Promise.all(ends), "the ends of all");
  const accepting = listener.accept();
  const near = await dialTls({ port, ca: authority.cert });
  const far = await accepting;
  await send(near, Uint8Array.of(1));
  assertEquals(await far.read(new Uint8Array(1)), 1);
  near.close();
  far.close();
  listener.close();
});
