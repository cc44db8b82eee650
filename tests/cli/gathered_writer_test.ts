import { assertEquals, assertRejects } from "@std/assert";
import { GatheredWriter } from "../../cli/gathered_writer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Takes at most so many bytes at once, and keeps them as text. */
function sink(most = Infinity) {
  const written: string[] = [];
  return {
    written,
    write(bytes: Uint8Array) {
      const size = Math.min(most, bytes.length);
      written.push(new TextDecoder().decode(bytes.subarray(0, size)));
      return Promise.resolve(size);
    },
  };
}

Deno.test("GatheredWriter writes at once what is written in one turn", async () => {
  const to = sink();
  const writer = new GatheredWriter(to);
  for (const text of ["a", "", "b", "c".repeat(5_000)]) writer.write(bytes(text));
  await writer.flush();
  writer.write(bytes("d"));
  await writer.flush();
  assertEquals(to.written, [`ab${"c".repeat(5_000)}`, "d"]);
});

Deno.test("GatheredWriter goes on after short writes, in order, and copies what it is given", async () => {
  const to = sink(3);
  const writer = new GatheredWriter(to);
  const chunk = bytes("abcdefgh");
  writer.write(chunk);
  chunk.fill(0);
  writer.write(bytes("ij"));
  await writer.flush();
  assertEquals(to.written, ["abc", "def", "ghi", "j"]);
});

Deno.test("GatheredWriter.ready() waits only while much is gathered", async () => {
  const slow = Promise.withResolvers<void>();
  const writer = new GatheredWriter({ write: ({ length }) => slow.promise.then(() => length) });
  writer.write(bytes("on its way"));
  await writer.ready();
  writer.write(new Uint8Array(1 << 20));
  await writer.ready();
  assertEquals(writer.waiting, 1 << 20);
  writer.write(new Uint8Array(1));
  let ready = false;
  const waiting = writer.ready().then(() => ready = true);
  await Promise.resolve();
  assertEquals(ready, false);
  slow.resolve();
  await waiting;
  assertEquals(writer.waiting, 0);
});

Deno.test("GatheredWriter tells of a failure for good, and drops what comes afterwards", async () => {
  let writes = 0;
  const writer = new GatheredWriter({ write: () => Promise.reject(new Error(`broken ${++writes}`)) });
  writer.write(bytes("a"));
  await assertRejects(() => writer.flush(), Error, "broken 1");
  writer.write(bytes("b"));
  await assertRejects(() => writer.ready(), Error, "broken 1");
  assertEquals([writer.waiting, writes], [0, 1]);
});
