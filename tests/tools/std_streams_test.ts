import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { TextLineStream, toText } from "@std/streams";
import { TextLineStream as TextLineStreamAlone } from "@std/streams/text-line-stream";
import { toText as toTextAlone } from "@std/streams/to-text";
import { toLines } from "@std/streams/unstable-to-lines";

/** The lines of the chunks. */
function lines(chunks: string[], options?: { allowCR?: boolean }): Promise<string[]> {
  return Array.fromAsync(ReadableStream.from(chunks).pipeThrough(new TextLineStream(options)));
}

/** The bytes one at a time, so that characters are cut in two. */
function bytes(text: string): ReadableStream<Uint8Array> {
  return ReadableStream.from(Array.from(new TextEncoder().encode(text), (byte) => new Uint8Array([byte])));
}

Deno.test("@std/streams has the same streams under their own paths", () => {
  assertStrictEquals(TextLineStreamAlone, TextLineStream);
  assertStrictEquals(toTextAlone, toText);
});

Deno.test("TextLineStream() cuts at \\n and \\r\\n wherever the chunks end", async () => {
  assertEquals(await lines(["a\nb\r\n", "\nc", "d\r", "\ne\n"]), ["a", "b", "", "cd", "e"]);
});

Deno.test("TextLineStream() keeps an unfinished last line, but makes none of nothing", async () => {
  assertEquals(await lines(["a\n", "b"]), ["a", "b"]);
  assertEquals(await lines(["a\n\n"]), ["a", ""]);
  assertEquals(await lines([""]), []);
  assertEquals(await lines([]), []);
});

Deno.test("TextLineStream() takes a lone \\r as text", async () => {
  assertEquals(await lines(["a\rb\r\r\nc\r"]), ["a\rb\r", "c\r"]);
});

Deno.test("TextLineStream() with allowCR cuts at a lone \\r as well", async () => {
  assertEquals(await lines(["a\rb\r", "\nc\r", "d\r\r\ne\r"], { allowCR: true }), ["a", "b", "c", "d", "", "e"]);
});

Deno.test("toText() joins text and decodes bytes across chunks", async () => {
  assertEquals(await toText(ReadableStream.from(["a", "", "ü"])), "aü");
  assertEquals(await toText(bytes("grüße ✉")), "grüße ✉");
  assertEquals(await toText(ReadableStream.from<string>([])), "");
});

Deno.test("toText() rejects with the error of the stream", async () => {
  const failing = new ReadableStream<string>({
    start(controller) {
      controller.error(new RangeError("gone"));
    },
  });
  await assertRejects(() => toText(failing), RangeError, "gone");
});

Deno.test("toLines() decodes and cuts", async () => {
  assertEquals(await Array.fromAsync(toLines(bytes("grüße\r\n\n✉"))), ["grüße", "", "✉"]);
});

Deno.test("toLines() stops at an abort signal", async () => {
  const signal = AbortSignal.abort(new RangeError("enough"));
  await assertRejects(() => Array.fromAsync(toLines(bytes("a\n"), { signal })), RangeError, "enough");
});
