import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { copyBytes, copyView, viewOf } from "../../../actors/routing/copy.ts";

const numbered = (length: number) => Uint8Array.from({ length }, (_, i) => i * 7 + 1);

Deno.test("copyBytes() and copyView() copy just the bytes that they are told, of any length and to any place", () => {
  const length = fc.oneof(fc.nat(70), fc.nat(700));
  fc.assert(
    fc.property(length, fc.nat(40), fc.nat(40), fc.nat(9), (size, start, at, offset) => {
      const from = numbered(offset + start + size + 5).subarray(offset);
      const expected = new Uint8Array(at + size + 5);
      expected.set(from.subarray(start, start + size), at);
      const bytes = new Uint8Array(expected.length);
      copyBytes(from, start, start + size, bytes, viewOf(bytes), at);
      assertEquals(bytes, expected);
      const viewed = new Uint8Array(expected.length + offset).subarray(offset);
      copyView(viewOf(from), start, start + size, viewOf(viewed), at);
      assertEquals(viewed, expected);
    }),
    { numRuns: 500 },
  );
});
