import { assertEquals, assertGreaterOrEqual, assertNotEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { BufferPool } from "../../../actors/routing/_buffer_pool.ts";

Deno.test("BufferPool.take() gives at least as much as was asked for, and less than twice that from 1 KiB on", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1 << 21 }), (size) => {
    const { length } = new BufferPool().take(size);
    assertGreaterOrEqual(length, size);
    assertEquals(length < Math.max(1_025, 2 * size), true, `${length} for ${size}`);
  }));
});

Deno.test("BufferPool.take() gives a buffer again that was given back", () => {
  const pool = new BufferPool();
  const buffer = pool.take(3_000);
  pool.give(buffer);
  assertStrictEquals(pool.take(4_000), buffer);
  assertEquals(pool.take(4_000) === buffer, false);
});

Deno.test("BufferPool.give() keeps no more than 32 MiB, of all sizes together", () => {
  const pool = new BufferPool();
  const sizes = [...Array(40).fill(512 << 10), ...Array(40).fill(1 << 20)];
  const buffers = sizes.map((size) => pool.take(size));
  for (const buffer of buffers) pool.give(buffer);
  const again = new Set(sizes.map((size) => pool.take(size)));
  const kept = buffers.filter((buffer) => again.has(buffer));
  assertEquals(kept.reduce((sum, buffer) => sum + buffer.length, 0), 32 << 20);
});

Deno.test("BufferPool.give() does not keep what is no size of its own", () => {
  const pool = new BufferPool();
  for (const length of [0, 1, 1_000, 1_025, 3 << 20]) {
    const buffer = new Uint8Array(length);
    pool.give(buffer);
    assertNotEquals(pool.take(length) === buffer, true, `a buffer of ${length} was kept`);
  }
});

Deno.test("BufferPool.held is what has been taken and not given back, kept or not", () => {
  const pool = new BufferPool();
  const [small, large] = [pool.take(10), pool.take(5 << 20)];
  assertEquals(pool.held, small.length + large.length);
  pool.give(large);
  pool.give(new Uint8Array(0));
  assertEquals(pool.held, small.length);
  pool.give(small);
  assertEquals(pool.held, 0);
  assertEquals(pool.take(10), small);
  assertEquals(pool.held, small.length);
});
