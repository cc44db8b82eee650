import { assertEquals, assertLess } from "@std/assert";
import { Soak } from "./_soak.ts";

Deno.test("mailroom keeps nothing of those who have gone, through a minute of coming and going", async () => {
  await using soak = await Soak.start(3);
  await soak.load(20_000);
  const begin = await soak.holding();
  await soak.load(35_000);
  const end = await soak.holding();
  assertEquals(end.failed, 0);
  // A minute is too short for the 5 % of the long form: the engine is still making itself comfortable.
  assertLess(end.heap + end.external, (begin.heap + begin.external) * 1.2);
  assertLess(end.rss, begin.rss * 1.5);
});
