import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { quoted } from "../../../../transports/protocols/nats/_quoted.ts";
import { bytesOf, textOf, written } from "../../../../transports/protocols/nats/_text.ts";
import { hashStep, TextCache } from "../../../../transports/protocols/nats/_text_cache.ts";
import { bytes } from "../framing/_feeding.ts";

/** Bytes that are often dots and parts of characters. */
const anyBytes = fc.array(fc.oneof(fc.constantFrom(0x2e, 0x61, 0xc3, 0xa9, 0xef, 0xbb, 0xbf, 0xed, 0xa0), fc.nat(255)))
  .map((bytes) => Uint8Array.from(bytes));

Deno.test("textOf() keeps all bytes: bytesOf() gives them back", () => {
  fc.assert(fc.property(anyBytes, (bytes) => assertEquals(bytesOf(textOf(bytes)), bytes)), { numRuns: 500 });
});

Deno.test("textOf() is a text like any other where the bytes are UTF-8, byte order marks included", () => {
  for (const text of ["", "a.b", "é", "日本.😀", "\u{feff}a"]) {
    assertEquals(textOf(new TextEncoder().encode(text)), text);
    assertEquals(written(text), text);
  }
});

Deno.test("textOf() makes nothing of a token from what is wrong with another", () => {
  const [first, second] = textOf(bytes("\xc3\xa9.\xff")).split(".");
  assertEquals([first, second], ["é", "\udcff"]);
  assertEquals(written(`${first}.${second}`), bytes("\xc3\xa9.\xff"));
});

Deno.test("TextCache gives the same text for the same bytes, and never another's", () => {
  const cache = new TextCache();
  const texts = fc.oneof(anyBytes, fc.constantFrom("a", "b", "ab", "ba", "x".repeat(200)).map(bytes));
  fc.assert(fc.property(texts, fc.nat(20), (text, before) => {
    const source = new Uint8Array(before + text.length + 3);
    source.set(text, before);
    const hash = text.reduce(hashStep, 0);
    const end = before + text.length;
    assertEquals(cache.get(source, before, end, hash), textOf(text));
    // All texts in one place: each turns out the one before.
    assertEquals(cache.get(source, before, end, 0), textOf(text));
  }));
});

Deno.test("TextCache does not hold on to the buffer that a text came in", () => {
  const cache = new TextCache();
  const source = bytes("subject");
  assertEquals(cache.get(source, 0, 7, 1), "subject");
  source.fill(0x61);
  assertEquals(cache.get(source, 0, 7, 1), "aaaaaaa");
});

Deno.test("quoted() writes as Go does what would not show", () => {
  for (
    const [text, shown] of [
      ["a.b *>", '"a.b *>"'],
      ["\"\\'", '"\\"\\\\\'"'],
      ["é日😀", '"é日😀"'],
      ["\x00\x01\x7f", '"\\x00\\x01\\x7f"'],
      ["\x07\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'],
      ["\u{a0}\u{feff}\u{200b}", '"\\u00a0\\ufeff\\u200b"'],
      ["\u{e0001}", '"\\U000e0001"'],
      [textOf(bytes("\xff\xc3")), '"\\xff\\xc3"'],
    ] as const
  ) assertEquals(quoted(text), shown);
});

Deno.test("written() is bytes just where a text has some that are not UTF-8", () => {
  fc.assert(fc.property(anyBytes, (bytes) => {
    const text = textOf(bytes);
    assertEquals(typeof written(text) === "string", text.isWellFormed());
    assert(text.isWellFormed() || written(text).length === bytes.length);
  }));
});
