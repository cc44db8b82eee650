import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { dialTcp, type Listener, listenTcp, type Socket } from "../../transports/mod.ts";
import { Client } from "../_client.ts";

/** A connection over the loopback: the listener, the client's end, the server's end. */
async function connected(): Promise<[Listener, Socket, Socket]> {
  const listener = listenTcp({ port: 0 });
  const accepting = listener.accept();
  const near = await dialTcp({ port: listener.address.port });
  return [listener, near, await accepting];
}

Deno.test("listenTcp() listens on the loopback, on a free port where 0 is asked for, and says which", () => {
  const listener = listenTcp({ port: 0 });
  const { transport, hostname, port } = listener.address;
  listener.close();
  assertEquals([transport, hostname], ["tcp", "127.0.0.1"]);
  assertNotEquals(port, 0);
});

Deno.test("listenTcp() says in one line which address cannot be had", () => {
  const listener = listenTcp({ port: 0 });
  const { port } = listener.address;
  const error = assertThrows(() => listenTcp({ port }), Deno.errors.AddrInUse);
  listener.close();
  assertMatch(error.message, new RegExp(`^Cannot listen on tcp://127\\.0\\.0\\.1:${port}: Address already in use.*$`));
});

Deno.test("dialTcp() and Listener.accept() make a connection that carries bytes both ways", async () => {
  const [listener, near, far] = await connected();
  assertEquals(near.peer, listener.address);
  assertEquals(far.peer.hostname, "127.0.0.1");
  await using one = new Client(near);
  await using two = new Client(far);
  await one.send("hello\n");
  assertEquals(await two.line(), "hello");
  await two.send("x".repeat(1_000_000));
  assertEquals((await one.bytes(1_000_000)).length, 1_000_000);
  listener.close();
});

Deno.test("dialTcp() fails where nobody listens, and gives up when its signal aborts", async () => {
  const listener = listenTcp({ port: 0 });
  const { port } = listener.address;
  listener.close();
  await assertRejects(() => dialTcp({ port }), Deno.errors.ConnectionRefused);
  await assertRejects(() => dialTcp({ port, signal: AbortSignal.abort(new Error("enough")) }));
});

Deno.test("Listener.close() rejects the accept that waits, and may be called again", async () => {
  const listener = listenTcp({ port: 0 });
  const accepting = assertRejects(() => listener.accept());
  listener.close();
  listener.close();
  await accepting;
  await assertRejects(() => listener.accept());
});

Deno.test("Socket.close() of a TCP connection ends its reads, and the peer's, and may be called again", async () => {
  const [listener, near, far] = await connected();
  listener.close();
  const reading = near.read(new Uint8Array(1)).then((size) => size === null, () => true);
  near.close();
  near.close();
  assert(await reading);
  assertEquals(await far.read(new Uint8Array(1)), null);
  far.close();
  await assertRejects(() => far.write(new Uint8Array(1)));
});
