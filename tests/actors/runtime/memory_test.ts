import { assertEquals, assertLessOrEqual } from "@std/assert";

/** What `_memory.ts` finds is left in a process where garbage can be collected at will. */
async function measure(): Promise<Record<string, number>> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--v8-flags=--expose-gc", new URL("./_memory.ts", import.meta.url).pathname],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

const left = await measure();

Deno.test("Ref of an actor that has ended keeps nothing of it, nor of its parent and children", () => {
  assertEquals(left.endedActors, 0);
});

Deno.test("Ref of an actor that was started again keeps nothing of its earlier incarnations", () => {
  assertEquals(left.earlierIncarnations, 0);
});

Deno.test("Ref keeps no message that was handled, dropped or offered in vain", () => {
  assertEquals(left.spentMessages, 0);
});

Deno.test("ask() that is over keeps neither its reply ref nor the answer", () => {
  assertEquals(left.settledAsks, 0);
});

Deno.test("Ref.tell() to an actor that never comes to its messages keeps the heap flat", () => {
  assertLessOrEqual(left.wedgedActor ?? NaN, 3);
});
