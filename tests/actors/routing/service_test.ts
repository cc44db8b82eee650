import { assertEquals, assertThrows } from "@std/assert";
import { DEFAULT_LIMITS, limitsOf } from "../../../actors/routing/service.ts";

Deno.test("limitsOf() fills in the defaults", () => {
  assertEquals(limitsOf(), { ...DEFAULT_LIMITS });
  assertEquals(limitsOf({ linger: 1 }), { ...DEFAULT_LIMITS, linger: 1 });
});

Deno.test("limitsOf() keeps the high-water mark below a smaller limit", () => {
  assertEquals(limitsOf({ maxPending: 1_000 }).highWater, 1_000);
  assertEquals(limitsOf({ maxPending: 1_000, highWater: 10 }).highWater, 10);
});

Deno.test("limitsOf() refuses a value out of range by its name", () => {
  const refusals = [
    [{ maxPending: 0 }, "Cannot hold connections to maxPending 0: wanted bytes from 1"],
    [{ highWater: 2, maxPending: 1 }, "Cannot hold connections to highWater 2: wanted bytes from 1 to maxPending"],
    [{ longestPause: -1 }, "Cannot hold connections to longestPause -1: wanted milliseconds from 0"],
    [{ linger: NaN }, "Cannot hold connections to linger NaN: wanted milliseconds from 0"],
  ] as const;
  for (const [limits, message] of refusals) assertThrows(() => limitsOf(limits), RangeError, message);
});
