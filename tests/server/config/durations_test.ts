import { assertAlmostEquals, assertEquals } from "@std/assert";
import { parseDuration } from "../../../server/config/durations.ts";

Deno.test("parseDuration() reads durations as Go writes them", () => {
  assertEquals(parseDuration("1m30s"), 90_000);
  assertEquals(parseDuration("100ms"), 100);
  assertEquals(parseDuration("1.5h"), 5_400_000);
  assertEquals(parseDuration("0"), 0);
  assertAlmostEquals(parseDuration("427µs")!, 0.427);
  assertAlmostEquals(parseDuration("1us500ns")!, 0.0015);
});

Deno.test("parseDuration() knows nothing else", () => {
  for (const text of ["", "1", "s", "1s ", "-1s", "1d", "1 s", "1.s", ".5s", "1sm", "1e3s"]) {
    assertEquals(parseDuration(text), undefined, text);
  }
});
