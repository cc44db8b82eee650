import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { SUBJECTS } from "./_fuzz_corpus.ts";
import { ListenerFuzz } from "./_fuzz_listeners.ts";

Deno.test("no listener in any state fails of what strangers say, or keeps anything of them", async () => {
  await using fuzz = await ListenerFuzz.start(7);
  for (let i = 0; i < 10; i++) await fuzz.round(800);
  await fuzz.check();
  const states = Object.values(SUBJECTS).reduce((sum, { states }) => sum + Object.keys(states).length, 0);
  assertEquals(Object.keys(fuzz.came).length, states);
  for (const count of Object.values(fuzz.came)) assertGreaterOrEqual(count, 200);
});

Deno.test("a WebSocket may begin a frame with any two bytes, before and after it is known who it is", async () => {
  await using fuzz = await ListenerFuzz.start(8);
  await fuzz.frames();
  await fuzz.check();
});
