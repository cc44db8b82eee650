import { assertEquals, assertThrows } from "@std/assert";
import { FrameError, netstring } from "../../../../transports/protocols/framing/mod.ts";
import { bytes, feed, feedings, latin1 } from "./_feeding.ts";

Deno.test("netstring() encodes length, colon, bytes and comma", () => {
  assertEquals(latin1(netstring().encode(bytes("hello world!"))), "12:hello world!,");
  assertEquals(latin1(netstring().encode(bytes(""))), "0:,");
});

Deno.test("netstring() decodes frames that contain colons, commas and digits", () => {
  assertEquals(feed(netstring(), [bytes("4:1:a,,0:,10:0123456789,3:cut")]).frames, ["1:a,", "", "0123456789"]);
});

Deno.test("netstring() says what is malformed, in every feeding", () => {
  for (
    const [stream, message] of [
      ["1:a,:a,", "0x3a in its length, wanted a digit"],
      ["1:a,a:", "0x61 in its length, wanted a digit"],
      ["1:a,-1:", "0x2d in its length, wanted a digit"],
      ["1:a,1a", "0x61 in its length, wanted a digit or colon"],
      ["1:a,1 :", "0x20 in its length, wanted a digit or colon"],
      ["1:a,01:a,", "0x31 after a leading zero, wanted a colon"],
      ["1:a,00:,", "0x30 after a leading zero, wanted a colon"],
      ["1:a,2:abc", "0x63 after its 2 bytes, wanted a comma"],
      ["1:a,0:\n", "0x0a after its 0 bytes, wanted a comma"],
    ] as const
  ) {
    for (const chunks of feedings(bytes(stream), [2, 5])) {
      const decoder = netstring().decoder();
      const heard: string[] = [];
      const error = assertThrows(() => {
        for (const chunk of chunks) decoder.push(chunk, (frame) => heard.push(latin1(frame)));
      }, FrameError);
      assertEquals([error.message, error.code], [`Cannot decode netstring: ${message}`, "malformed"]);
      assertEquals(heard, ["a"]);
    }
  }
});

Deno.test("netstring() fails at the digit that makes the length too long", () => {
  const decoder = netstring({ maxLength: 120 }).decoder();
  decoder.push(bytes("12"), () => {});
  assertEquals(decoder.pending, 2);
  const error = assertThrows(() => decoder.push(bytes("1"), () => {}), FrameError);
  assertEquals([error.code, error.limit, decoder.pending], ["too-long", 120, 0]);
});

Deno.test("netstring() does not take endless digits", () => {
  assertEquals(feed(netstring({ maxLength: 0xffff_ffff }), [bytes("9".repeat(500))], 12), {
    frames: [],
    code: "too-long",
  });
});

Deno.test("netstring() limits frames to 65,536 bytes unless told otherwise", () => {
  assertEquals(feed(netstring(), [bytes("65536:")]).code, undefined);
  assertEquals(feed(netstring(), [bytes("65537")]).code, "too-long");
});
