import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { turn } from "../../actors/testing.ts";
import { MemoryListener, memoryPair, type Socket } from "../../transports/mod.ts";
import { Client } from "../_client.ts";

const encoder = new TextEncoder();

Deno.test("memoryPair() connects two sockets: what one writes the other reads, in both directions", async () => {
  const [near, far] = memoryPair("here");
  assertEquals(near.peer, { transport: "memory", hostname: "here", port: 0 });
  await using one = new Client(near);
  await using two = new Client(far);
  await one.send("hello\n");
  assertEquals(await two.line(), "hello");
  await two.send("hello yourself\n");
  assertEquals(await one.line(), "hello yourself");
});

Deno.test("memoryPair() passes all bytes on in order, whatever the sizes of writes, reads and room", async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      sizes,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      async (writes, read, room) => {
        const [near, far] = memoryPair("here", room);
        const sent: number[] = [];
        const writing = (async () => {
          for (const size of writes) {
            const bytes = Uint8Array.from({ length: size }, (_, i) => sent.length + i);
            sent.push(...bytes);
            for (let at = 0; at < size;) at += await near.write(bytes.subarray(at));
            bytes.fill(0xff);
          }
          near.close();
        })();
        const got: number[] = [];
        const buffer = new Uint8Array(read);
        for (let size = await far.read(buffer); size !== null; size = await far.read(buffer)) {
          got.push(...buffer.subarray(0, size));
        }
        await writing;
        assertEquals(got, sent.map((byte) => byte & 0xff));
      },
    ),
  );
});

Deno.test("memoryPair() lets a write wait while the other end is `capacity` bytes behind", async () => {
  const [near, far] = memoryPair("here", 4);
  assertEquals(await near.write(encoder.encode("123456")), 4);
  let over = false;
  const waiting = near.write(encoder.encode("56")).then((size) => (over = true, size));
  await turn();
  assertEquals(over, false);
  assertEquals(await far.read(new Uint8Array(1)), 1);
  assertEquals(await waiting, 1);
});

Deno.test("Socket.close() of one end: the other reads what was written, then the end, and can write no more", async () => {
  const [near, far] = memoryPair();
  await near.write(encoder.encode("bye"));
  near.close();
  near.close();
  const buffer = new Uint8Array(10);
  assertEquals(await far.read(buffer), 3);
  assertEquals(await far.read(buffer), null);
  await assertRejects(() => far.write(encoder.encode("hello?")), Error, "The peer is gone");
});

Deno.test("Socket.close() ends a read and a write that wait", async () => {
  const [near] = memoryPair("here", 1);
  await near.write(new Uint8Array(1));
  const outcomes = Promise.allSettled([near.read(new Uint8Array(1)), near.write(new Uint8Array(1))]);
  near.close();
  assertEquals((await outcomes).map(({ status }) => status), ["rejected", "rejected"]);
});

Deno.test("MemoryListener hands over those who dial, in order, whether it is asked before or after", async () => {
  const listener = new MemoryListener("here");
  const first = listener.accept();
  const dialled: Socket[] = [listener.dial(), listener.dial()];
  const accepted = [await first, await listener.accept()];
  for (const [i, socket] of dialled.entries()) {
    await socket.write(Uint8Array.of(i));
    const buffer = new Uint8Array(2);
    assertEquals(await accepted[i]!.read(buffer), 1);
    assertEquals(buffer[0], i);
  }
});

Deno.test("MemoryListener.close() refuses whoever dials or waits, and leaves connections alone", async () => {
  const listener = new MemoryListener("here");
  const near = listener.dial();
  const far = await listener.accept();
  const unheard = listener.dial();
  const pending = new MemoryListener("there");
  const waiting = pending.accept();
  pending.close();
  listener.close();
  await assertRejects(() => waiting, Error, "The listener is closed");
  await assertRejects(() => listener.accept(), Error, "The listener is closed");
  assertThrows(() => listener.dial(), Error, "Cannot dial memory:here: it is closed");
  assertEquals(await unheard.read(new Uint8Array(1)), null);
  await near.write(Uint8Array.of(7));
  assertEquals(await far.read(new Uint8Array(1)), 1);
  assert(true);
});
