import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FrameError, lines } from "../../../../transports/protocols/framing/mod.ts";
import { bytes, feed, latin1 } from "./_feeding.ts";

Deno.test("lines() ends a line at LF and CRLF and keeps every other CR", () => {
  assertEquals(feed(lines(), [bytes("a\nb\r\n\n\r\nc\rd\ne\r\r\nrest")]).frames, ["a", "b", "", "", "c\rd", "e\r"]);
});

Deno.test("lines() with keepEnd delivers each line end as it was received", () => {
  assertEquals(feed(lines({ keepEnd: true }), [bytes("a\nb\r"), bytes("\n\nrest")]).frames, ["a\n", "b\r\n", "\n"]);
});

Deno.test("lines() with keepEnd has room for both bytes of the end of a longest line", () => {
  const line = "x".repeat(100);
  const codec = lines({ keepEnd: true, maxLength: 100 });
  assertEquals(feed(codec, [bytes(`${line}\r`), bytes("\n")]).frames, [`${line}\r\n`]);
});

Deno.test("lines() drops a CR that came in the chunk before its LF", () => {
  assertEquals(feed(lines(), [bytes("ab\r"), bytes("\ncd\r"), bytes("e\n")]).frames, ["ab", "cd\re"]);
});

Deno.test("lines() fails at the byte that makes an endless line too long", () => {
  const decoder = lines({ maxLength: 3 }).decoder();
  decoder.push(bytes("abc"), () => {});
  assertEquals(decoder.pending, 3);
  const error = assertThrows(() => decoder.push(bytes("d"), () => {}), FrameError);
  assertEquals(error.message, "Cannot decode line: it has at least 4 bytes, wanted at most 3");
});

Deno.test("lines() waits for one byte more when a CR stands at the limit", () => {
  for (const [next, frames, code] of [["\n", ["abc"], undefined], ["x", [], "too-long"], ["\r", [], "too-long"]]) {
    assertEquals(feed(lines({ maxLength: 3 }), [bytes("abc\r"), bytes(next as string)]), { frames, code });
  }
});

Deno.test("lines() limits lines to 65,536 bytes unless told otherwise", () => {
  const codec = lines();
  const decoder = codec.decoder();
  const sizes: number[] = [];
  decoder.push(codec.encode(new Uint8Array(65_536)), (line) => sizes.push(line.length));
  decoder.push(new Uint8Array(65_536), () => {});
  assertEquals([sizes, decoder.pending], [[65_536], 65_536]);
  assertThrows(() => decoder.push(new Uint8Array(1), () => {}), FrameError, "wanted at most 65536");
});

Deno.test("lines() encode appends LF and leaves the line alone", () => {
  const line = bytes("a\rb");
  assertEquals(latin1(lines().encode(line)), "a\rb\n");
  assertEquals(latin1(lines().encode(bytes(""))), "\n");
  assertEquals(latin1(line), "a\rb");
});

Deno.test("lines() encode refuses a line that would come back as something else", () => {
  for (const text of ["a\nb", "\n", "a\r", "\r"]) {
    const error = assertThrows(() => lines().encode(bytes(text)), FrameError, "Cannot encode line");
    assertEquals([error.code, error.limit], ["malformed", undefined]);
  }
});

Deno.test("lines() encode with keepEnd wants one line end, as the last byte", () => {
  const codec = lines({ keepEnd: true, maxLength: 2 });
  for (const text of ["ab\n", "ab\r\n", "\n", "\r\n"]) {
    const line = bytes(text);
    assertStrictEquals(codec.encode(line), line);
  }
  for (const text of ["", "a", "a\r", "a\nb", "a\n\n"]) {
    assertEquals(assertThrows(() => codec.encode(bytes(text)), FrameError).code, "malformed");
  }
  assertEquals(assertThrows(() => codec.encode(bytes("abc\r\n")), FrameError).code, "too-long");
});
