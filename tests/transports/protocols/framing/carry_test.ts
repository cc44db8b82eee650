import { assertEquals, assertLessOrEqual, assertStrictEquals } from "@std/assert";
import { Carry } from "../../../../transports/protocols/framing/_carry.ts";
import { bytes, latin1 } from "./_feeding.ts";

Deno.test("Carry grows by doubling and never beyond the cap", () => {
  const carry = new Carry();
  const cap = 100_000;
  const buffers = new Set<Uint8Array>();
  for (let i = 0; i < cap; i += 10) {
    carry.append(bytes("0123456789"), 0, 10, cap);
    buffers.add(carry.bytes);
    assertLessOrEqual(carry.bytes.length, Math.min(cap, Math.max(64, 2 * carry.length)));
  }
  assertEquals([carry.length, carry.bytes.length], [cap, cap]);
  assertLessOrEqual(buffers.size, 12);
});

Deno.test("Carry allocates no more than the cap even for little", () => {
  const carry = new Carry();
  carry.append(bytes("ab"), 0, 2, 3);
  assertEquals(carry.bytes.length, 3);
});

Deno.test("Carry appends parts of chunks, short and long", () => {
  const carry = new Carry();
  const long = "x".repeat(100);
  carry.append(bytes("abcdef"), 1, 3, 200);
  carry.append(bytes(`<${long}>`), 1, 101, 200);
  carry.append(bytes("ghi"), 1, 1, 200);
  assertEquals(latin1(carry.take(1, 102)), `c${long}`);
  assertEquals(carry.length, 0);
});

Deno.test("Carry keeps a small buffer for the next frame and lets a large one go", () => {
  const carry = new Carry();
  carry.append(bytes("ab"), 0, 2, 5_000);
  const small = carry.bytes;
  carry.take(0, 2);
  assertStrictEquals(carry.bytes, small);
  carry.append(new Uint8Array(5_000), 0, 5_000, 5_000);
  carry.drop();
  assertEquals([carry.length, carry.bytes.length], [0, 0]);
});
