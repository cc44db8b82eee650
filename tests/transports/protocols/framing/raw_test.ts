import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FrameError, raw } from "../../../../transports/protocols/framing/mod.ts";
import { bytes, cut, feed, latin1 } from "./_feeding.ts";

Deno.test("raw() delivers every chunk as it is and holds nothing", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 50 }), fc.array(fc.nat(50)), (stream, places) => {
    const chunks = cut(stream, places);
    assertEquals(feed(raw(), chunks.map((chunk) => chunk.slice()), 0), { frames: chunks.map(latin1), code: undefined });
  }));
});

Deno.test("raw() copies neither when decoding nor when encoding", () => {
  const chunk = bytes("abc");
  raw().decoder().push(chunk, (frame) => assertStrictEquals(frame, chunk));
  assertStrictEquals(raw().encode(chunk), chunk);
});

Deno.test("raw() takes a chunk of exactly maxLength and refuses one byte more, then is dead", () => {
  const codec = raw({ maxLength: 3 });
  const decoder = codec.decoder();
  const heard: string[] = [];
  decoder.push(bytes("abc"), (frame) => heard.push(latin1(frame)));
  const first = assertThrows(() => decoder.push(bytes("abcd"), (frame) => heard.push(latin1(frame))), FrameError);
  assertEquals([first.code, first.limit], ["too-long", 3]);
  assertStrictEquals(assertThrows(() => decoder.push(bytes("a"), (frame) => heard.push(latin1(frame)))), first);
  assertEquals(heard, ["abc"]);
  assertEquals(assertThrows(() => codec.encode(bytes("abcd")), FrameError).code, "too-long");
});

Deno.test("raw() limits chunks to 1,048,576 bytes unless told otherwise", () => {
  assertEquals(raw().encode(new Uint8Array(1_048_576)).length, 1_048_576);
  assertThrows(() => raw().encode(new Uint8Array(1_048_577)), FrameError, "wanted at most 1048576");
});

Deno.test("raw() refuses a maxLength that is no limit", () => {
  for (const maxLength of [0, 1.5, NaN, Infinity]) assertThrows(() => raw({ maxLength }), RangeError, "maxLength is");
});
