import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { ReadBuffer } from "../../../actors/routing/_read_buffer.ts";

/** Reads `size` bytes, or as many as there is room for, all `value`. */
function read(buffer: ReadBuffer, size: number, value = 1): Uint8Array {
  const room = buffer.next();
  const got = Math.min(size, room.length);
  room.fill(value, 0, got);
  return buffer.took(got);
}

Deno.test("ReadBuffer never writes over what was read before", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 60 }), (sizes) => {
    const buffer = new ReadBuffer();
    const chunks = sizes.map((size, i) => read(buffer, size, i & 0xff));
    chunks.forEach((chunk, i) => assert(chunk.every((byte) => byte === (i & 0xff)), `chunk ${i} was written over`));
  }));
});

Deno.test("ReadBuffer offers at least 256 bytes and at most 64 KiB", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 60 }), (sizes) => {
    const buffer = new ReadBuffer();
    for (const size of sizes) {
      const { length } = buffer.next();
      assertGreaterOrEqual(length, 256);
      assertLessOrEqual(length, 64 << 10);
      read(buffer, size);
    }
  }));
});

Deno.test("ReadBuffer begins with 512 bytes, so that many idle connections are cheap", () => {
  assertEquals(new ReadBuffer().next().buffer.byteLength, 512);
});

Deno.test("ReadBuffer grows while reads fill it, and is small again when they do not", () => {
  const buffer = new ReadBuffer();
  const sizes = [];
  for (let i = 0; i < 5; i++) {
    sizes.push(buffer.next().length);
    read(buffer, Infinity);
  }
  assertEquals(sizes, [512, 4_096, 32_768, 65_536, 65_536]);
  for (let i = 0; i < 1_000 && buffer.next().buffer.byteLength > 512; i++) read(buffer, 100);
  assertEquals(buffer.next().buffer.byteLength, 512);
});
