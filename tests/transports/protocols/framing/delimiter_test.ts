import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { delimited, FrameError } from "../../../../transports/protocols/framing/mod.ts";
import { bytes, feed, latin1 } from "./_feeding.ts";

Deno.test("delimited() ends a frame at the first complete delimiter", () => {
  assertEquals(feed(delimited("\r\n"), [bytes("a\rb\nc\r\r\n\r\nrest")]).frames, ["a\rb\nc\r", ""]);
  assertEquals(feed(delimited("aa"), [bytes("baaaaa")]).frames, ["b", ""]);
});

Deno.test("delimited() finds a delimiter that repeats its own beginning", () => {
  assertEquals(feed(delimited("aab"), [bytes("xaaab")]).frames, ["xa"]);
  assertEquals(feed(delimited("ababac"), [bytes("ababab"), bytes("acx")]).frames, ["ab"]);
});

Deno.test("delimited() takes bytes, or a string for its UTF-8 bytes", () => {
  assertEquals(feed(delimited(Uint8Array.of(0, 255)), [bytes("a\0\xff")]).frames, ["a"]);
  assertEquals(feed(delimited("é"), [bytes("a\xc3"), bytes("\xa9")]).frames, ["a"]);
});

Deno.test("delimited() does not mind what happens to its delimiter's bytes later", () => {
  const delimiter = bytes(";");
  const codec = delimited(delimiter);
  delimiter.fill(0);
  assertEquals(feed(codec, [bytes("a;b;")]).frames, ["a", "b"]);
});

Deno.test("delimited() does not count a begun delimiter as part of the frame", () => {
  const codec = delimited("--|", { maxLength: 2 });
  assertEquals(feed(codec, [bytes("ab--"), bytes("|")]), { frames: ["ab"], code: undefined });
  assertEquals(feed(codec, [bytes("ab--"), bytes("-")]), { frames: [], code: "too-long" });
  assertEquals(feed(codec, [bytes("ab-x")]), { frames: [], code: "too-long" });
});

Deno.test("delimited() refuses an empty delimiter", () => {
  for (const delimiter of ["", new Uint8Array(0)]) {
    assertThrows(() => delimited(delimiter), RangeError, "delimiter has 0 bytes, wanted at least 1");
  }
});

Deno.test("delimited() encode appends the delimiter", () => {
  assertEquals(latin1(delimited("\r\n").encode(bytes("a\r"))), "a\r\r\n");
});

Deno.test("delimited() encode refuses a frame that would end early", () => {
  for (const [delimiter, text] of [[";", "a;b"], ["aa", "ba"], ["aba", "xab"]] as const) {
    const error = assertThrows(() => delimited(delimiter).encode(bytes(text)), FrameError, "Cannot encode frame");
    assertEquals(error.code, "malformed");
  }
});

Deno.test("delimited() encode with keepEnd wants the delimiter once, at the end", () => {
  const codec = delimited("\r\n", { keepEnd: true });
  const frame = bytes("a\r\n");
  assertStrictEquals(codec.encode(frame), frame);
  for (const text of ["", "a", "a\r", "a\r\nb", "a\r\n\r\n"]) {
    assertEquals(assertThrows(() => codec.encode(bytes(text)), FrameError).code, "malformed");
  }
});
