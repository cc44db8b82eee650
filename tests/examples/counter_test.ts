import { assertEquals } from "@std/assert";
import { Example } from "./_example.ts";

Deno.test("counter.ts counts, crashes and goes on without any permission", async () => {
  await using example = new Example("counter.ts");
  assertEquals(await example.lines(), [
    "apples, incarnation 1, is asked",
    "apples: 3",
    "a counter restarts: failed (RangeError: Cannot add 0.5: wanted an integer)",
    "apples, incarnation 2, is asked",
    "apples: 10",
    "pears, incarnation 1, is asked",
    "pears: 5",
  ]);
  assertEquals(await example.code(), 0);
});
