import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { FrameError, lengthPrefixed } from "../../../../transports/protocols/framing/mod.ts";
import { bytes, feed } from "./_feeding.ts";

Deno.test("lengthPrefixed() writes the highest byte first, or last with littleEndian", () => {
  const frame = new Uint8Array(258);
  const prefix = (
    width: 2 | 4,
    littleEndian: boolean,
  ) => [...lengthPrefixed(width, { littleEndian }).encode(frame).subarray(0, width)];
  assertEquals(prefix(2, false), [1, 2]);
  assertEquals(prefix(2, true), [2, 1]);
  assertEquals(prefix(4, false), [0, 0, 1, 2]);
  assertEquals(prefix(4, true), [2, 1, 0, 0]);
  assertEquals([...lengthPrefixed(1).encode(bytes("ab"))], [2, 97, 98]);
});

Deno.test("lengthPrefixed() reads prefixes of both byte orders", () => {
  assertEquals(feed(lengthPrefixed(2), [bytes("\0\x02ab\0\0\0\x01c")]).frames, ["ab", "", "c"]);
  assertEquals(feed(lengthPrefixed(4, { littleEndian: true }), [bytes("\x02\0\0\0ab")]).frames, ["ab"]);
});

Deno.test("lengthPrefixed() fails at a prefix over the limit before any of the frame is there", () => {
  const decoder = lengthPrefixed(4).decoder();
  const error = assertThrows(() => decoder.push(bytes("\xff\xff\xff\xff"), () => {}), FrameError);
  assertEquals(error.message, "Cannot decode frame: it has at least 4294967295 bytes, wanted at most 65536");
  assertEquals([error.code, error.limit], ["too-long", 65_536]);
});

Deno.test("lengthPrefixed() allocates for the bytes that arrived, not for those that were announced", () => {
  const decoders = Array.from({ length: 100 }, () => lengthPrefixed(4, { maxLength: 0xffff_ffff }).decoder());
  const before = Deno.memoryUsage().external;
  for (const decoder of decoders) {
    decoder.push(bytes("\x10\0\0\0begun"), () => {});
    decoder.push(bytes("!"), () => {});
  }
  assertLess(Deno.memoryUsage().external - before, 1_000_000);
  assertEquals(decoders.map((decoder) => decoder.pending), decoders.map(() => 10));
});

Deno.test("lengthPrefixed() by default allows 65,536 bytes, or what its prefix can count", () => {
  for (const [width, limit] of [[1, 255], [2, 65_535], [4, 65_536]] as const) {
    const codec = lengthPrefixed(width);
    assertEquals(codec.encode(new Uint8Array(limit)).length, width + limit);
    const error = assertThrows(() => codec.encode(new Uint8Array(limit + 1)), FrameError);
    assertEquals([error.code, error.limit], ["too-long", limit]);
  }
});

Deno.test("lengthPrefixed() refuses a limit that its prefix cannot count", () => {
  for (const [width, highest] of [[1, 255], [2, 65_535], [4, 4_294_967_295]] as const) {
    lengthPrefixed(width, { maxLength: highest });
    assertThrows(() => lengthPrefixed(width, { maxLength: highest + 1 }), RangeError, `from 1 to ${highest}`);
  }
});

Deno.test("lengthPrefixed() refuses a prefix of any size but 1, 2 and 4", () => {
  for (const width of [0, 3, 8, NaN]) {
    assertThrows(() => lengthPrefixed(width as 1), RangeError, `length of ${width} bytes, wanted 1, 2 or 4`);
  }
});
