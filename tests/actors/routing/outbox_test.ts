import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { Outbox, type OutboxOptions } from "../../../actors/routing/outbox.ts";
import { text } from "./_hearer.ts";
import { HeldSocket, ShortSocket } from "./_stream.ts";

const encoder = new TextEncoder();

/** An outbox and what it told its owner. */
function outbox(options: OutboxOptions = {}) {
  const socket = new HeldSocket();
  const told: unknown[] = [];
  const owner = { relieved: () => void told.push("relieved"), broken: (error: unknown) => void told.push(error) };
  const box = new Outbox(socket, owner, options);
  const append = (line: string) => {
    box.append(encoder.encode(line), 0, encoder.encode(line).length);
    box.settle();
  };
  return { socket, box, told, append, written: () => socket.writes.map(text) };
}

/** Lets all that is ready run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("Outbox sends all that is written in a turn in one write, when the turn is over", async () => {
  const { socket, box, append, written } = outbox();
  append("one ");
  append("two ");
  box.append(encoder.encode("<three>"), 1, 6);
  box.settle();
  assertEquals(written(), []);
  assertEquals(box.buffered, 13);
  await socket.take(13);
  assertEquals(written(), ["one two three"]);
  await box.drained();
  assertEquals(box.buffered, 0);
});

Deno.test("Outbox gathers what is written during a write for the next one", async () => {
  const { socket, box, append, written } = outbox();
  append("one");
  await settled();
  append("two");
  append("three");
  await settled();
  assertEquals(written(), ["one"]);
  assertEquals(box.buffered, 11);
  await socket.take(3);
  await socket.take(8);
  await box.drained();
  assertEquals(written(), ["one", "twothree"]);
});

Deno.test("Outbox goes on behind the bytes that a short write took", async () => {
  const { socket, box, append, written } = outbox();
  append("abcdef");
  await socket.take(1);
  await socket.take(3);
  await settled();
  assertEquals(box.buffered, 2);
  await socket.take(2);
  await box.drained();
  assertEquals(written(), ["abcdef", "bcdef", "ef"]);
});

Deno.test("Outbox keeps the order of parts that follow each other in a source and of those that do not", async () => {
  const { socket, box, written } = outbox();
  const [one, two] = [encoder.encode("abcdef"), encoder.encode("ABCDEF")];
  for (const [source, start, end] of [[one, 0, 2], [one, 2, 3], [one, 0, 1], [two, 1, 2], [one, 1, 2]] as const) {
    box.append(source, start, end);
  }
  assertEquals(box.buffered, 6);
  box.appendView(new DataView(two.buffer), 4, 6);
  box.append(two, 0, 1);
  box.settle();
  one.fill(0);
  two.fill(0);
  await socket.take(9);
  assertEquals(written(), ["abcaBbEFA"]);
});

Deno.test("Outbox passes bytes on in order whatever their sizes and however the socket takes them", async () => {
  const piece = fc.record({ length: fc.integer({ min: 0, max: 3_000 }), pause: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.infiniteStream(fc.nat(2_000)), async (pieces, sizes) => {
      const socket = new ShortSocket(() => sizes.next().value);
      const box = new Outbox(socket, { relieved: () => {}, broken: (error) => fail(error) });
      const sent: number[] = [];
      for (const { length, pause } of pieces) {
        const source = Uint8Array.from({ length: length + 2 }, (_, i) => (i + sent.length) & 0xff);
        sent.push(...source.subarray(1, length + 1));
        const middle = 1 + Math.floor(length / 3);
        box.append(source, 1, middle);
        box.append(source, middle, length + 1);
        box.settle();
        source.fill(0);
        if (pause) await settled();
      }
      await box.drained();
      assertEquals(socket.taken.length, sent.length);
      assert(socket.taken.every((byte, i) => byte === sent[i]), "the bytes are others, or in another order");
    }),
    { numRuns: 40 },
  );
});

function fail(error: unknown): never {
  throw error;
}

Deno.test("Outbox is crowded above the high-water mark and relieved, once, at half of it", async () => {
  const { socket, box, told, append } = outbox({ highWater: 10 });
  append("0123456789");
  assertFalse(box.crowded);
  append("x");
  assert(box.crowded);
  await settled();
  append("012345");
  await socket.take(11);
  await settled();
  // Six bytes are more than half of ten.
  assert(box.crowded);
  assertEquals(told, []);
  await socket.take(6);
  await box.drained();
  assertFalse(box.crowded);
  assertEquals(told, ["relieved"]);
});

Deno.test("Outbox counts the bytes of the write that is under way as waiting", async () => {
  const { socket, box, append } = outbox({ highWater: 10 });
  append("012345");
  await settled();
  assertFalse(box.crowded);
  append("01234");
  assert(box.crowded);
  await socket.take(6);
  await socket.take(5);
});

Deno.test("Outbox tells once that it is broken, and holds nothing any more", async () => {
  const { socket, box, told, append } = outbox();
  append("one");
  await settled();
  append("two");
  const error = new Error("reset");
  await socket.fail(error);
  await box.drained();
  assertEquals(told, [error]);
  assertEquals(box.buffered, 0);
});

Deno.test("Outbox keeps nothing of what is written after it broke", async () => {
  const { socket, box, told, append, written } = outbox();
  append("one");
  await socket.fail(new Error("reset"));
  await settled();
  append("two");
  await settled();
  assertEquals(box.buffered, 0);
  assertEquals(written(), ["one"]);
  assertEquals(told.length, 1);
});

Deno.test("Outbox.drained() resolves at once where nothing waits", async () => {
  await outbox().box.drained();
});

Deno.test("Outbox.drained() resolves for everyone who waits", async () => {
  const { socket, box, append } = outbox();
  append("one");
  const waiting = Promise.all([box.drained(), box.drained()]);
  await socket.take(3);
  assertEquals((await waiting).length, 2);
});

Deno.test("Outbox.heldByAll counts the memory of all outboxes, and is what it was when they have sent all or are broken", async () => {
  const before = outbox().box.heldByAll;
  const one = outbox();
  const two = outbox();
  one.append("x".repeat(10_000));
  two.append("x".repeat(100_000));
  const held = one.box.heldByAll - before;
  assert(held >= 110_000 && held < 220_000, `${held} bytes for 110,000`);
  await one.socket.take(10_000);
  await one.box.drained();
  await settled();
  two.socket.fail(new Error("gone"));
  await two.box.drained();
  two.append("y".repeat(200_000));
  assertEquals(one.box.heldByAll, before);
});

Deno.test("Outbox is crowded at 64 KiB while all outboxes together hold more than they may", () => {
  const modest = outbox({ maxPendingInAll: 1 });
  modest.append("x".repeat(60_000));
  assertEquals(modest.box.crowded, false);
  modest.append("x".repeat(60_000));
  assertEquals(modest.box.crowded, true);
  const free = outbox({ maxPendingInAll: Infinity });
  free.append("x".repeat(120_000));
  assertEquals(free.box.crowded, false);
});

Deno.test("Outbox keeps a lot for a peer that does not read in buffers of a megabyte, and sends them in order", async () => {
  const gate = Promise.withResolvers<void>();
  const sent: number[] = [];
  const write = async (bytes: Uint8Array) => {
    await gate.promise;
    const taken = bytes.subarray(0, 60_000);
    for (const byte of taken) sent.push(byte);
    return taken.length;
  };
  let relieved = 0;
  const owner = { relieved: () => void relieved++, broken: (error: unknown) => fail(String(error)) };
  const box = new Outbox({ ...new HeldSocket(), write } as never, owner, { highWater: 1 << 20 });
  const held = box.heldByAll;
  const line = new Uint8Array(100_000);
  for (let i = 0; i < 50; i++) {
    line.fill(i);
    box.append(line, 0, line.length);
    box.settle();
    if (i === 0) await settled();
  }
  assertEquals(box.buffered, 5_000_000);
  assert(box.crowded);
  // Five whole ones, and the first line on its way.
  assert(box.heldByAll - held <= (5 << 20) + (128 << 10), `${box.heldByAll - held} bytes are held`);
  gate.resolve();
  await box.drained();
  assertEquals([sent.length, box.taken, box.buffered, box.crowded, box.heldByAll], [
    5_000_000,
    5_000_000,
    0,
    false,
    held,
  ]);
  assertEquals(relieved, 1);
  assert(sent.every((byte, i) => byte === Math.floor(i / 100_000)));
});
