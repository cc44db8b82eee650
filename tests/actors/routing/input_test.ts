import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { Input } from "../../../actors/routing/_input.ts";

/** Reads as many bytes as there is room for, at most `size`. */
function read(input: Input, size: number, value: number, resting: boolean, wanted = 1): number {
  const room = input.next(wanted, resting);
  const got = Math.min(size, room.length);
  room.fill(value, 0, got);
  input.took(got);
  return got;
}

const step = fc.record({
  which: fc.nat(1),
  size: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 300_000 })),
  used: fc.constantFrom(0, 0.3, 1, 1),
  wanted: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2_000 })),
  resting: fc.boolean(),
});

Deno.test("Input keeps what has not been used, and what was handed out until all is at rest", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 16 }), (steps) => {
      const inputs = [new Input(), new Input()];
      const unused = [new Uint8Array(), new Uint8Array()];
      /** What somebody may still point at: a view, and what was in it when it was handed out. */
      let held: [Uint8Array, number][] = [];
      steps.forEach(({ which, size, used, wanted, resting }, i) => {
        const input = inputs[which]!;
        const value = i + 1;
        // Whoever rests points at nothing any more.
        if (resting) held = [];
        const left = unused[which]!.length;
        assertGreaterOrEqual(input.next(left + wanted, resting).length, 256);
        const got = read(input, size, value, resting, left + wanted);
        held.push([input.bytes.subarray(input.bytes.length - got), value]);
        const wants = new Uint8Array(left + got).fill(value);
        wants.set(unused[which]!);
        const rest = input.bytes.subarray(input.start);
        assert(
          rest.length === wants.length && rest.every((byte, at) => byte === wants[at]),
          "unused bytes have changed",
        );
        for (const [view, byte] of held) assert(view.every((each) => each === byte), "bytes in use have changed");
        const count = Math.floor(used * rest.length);
        input.used(input.start + count);
        unused[which] = wants.slice(count);
      });
    }),
    { numRuns: 40 },
  );
});

Deno.test("Input of a silent connection holds 512 bytes, and again after a burst", () => {
  const input = new Input();
  assertEquals(input.next(1, true).buffer.byteLength, 512);
  for (let i = 0; i < 10; i++) {
    read(input, 100_000, 1, true);
    input.used(input.bytes.length);
  }
  assertGreaterOrEqual(input.next(1, true).buffer.byteLength, 256 << 10);
  read(input, 10, 1, true);
  input.used(input.bytes.length);
  assertEquals(input.next(1, true).buffer.byteLength, 512);
});

Deno.test("Input reads into the same room again when all is at rest", () => {
  const input = new Input();
  const rooms = new Set<ArrayBufferLike>();
  for (let i = 0; i < 50; i++) {
    rooms.add(input.next(1, true).buffer);
    read(input, 10_000, 1, true);
    input.used(input.bytes.length);
  }
  assertLessOrEqual(rooms.size, 2);
});

Deno.test("Input makes room for a frame as it comes, not as it is announced", () => {
  const input = new Input();
  const size = 1_000_000;
  read(input, 100, 1, true, size);
  assertLessOrEqual(input.next(size, true).length, 512 << 10);
  for (let got = 100; got < size;) got += read(input, Math.min(20_000, size - got), 1, true, size);
  const frame = input.bytes.subarray(input.start);
  assertEquals(frame.length, size);
  assert(frame.every((byte) => byte === 1));
});
