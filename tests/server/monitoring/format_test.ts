import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { durationText, momentText, spanText } from "../../../server/monitoring/format.ts";

Deno.test("spanText() writes the larger units only where there are any", () => {
  const [second, minute, hour, day] = [1e3, 6e4, 3.6e6, 8.64e7];
  assertEquals(spanText(0), "0s");
  assertEquals(spanText(999), "0s");
  assertEquals(spanText(59 * second), "59s");
  assertEquals(spanText(minute), "1m0s");
  assertEquals(spanText(hour + 5 * second), "1h0m5s");
  assertEquals(spanText(day), "1d0h0m0s");
  assertEquals(spanText(365 * day + day + 2 * hour + 3 * minute + 4 * second), "1y1d2h3m4s");
});

Deno.test("durationText() is always a duration as Go reads it", () => {
  assertEquals([durationText(0), durationText(0.427), durationText(1.5), durationText(61_250)], [
    "1µs",
    "427µs",
    "1.5ms",
    "61.25s",
  ]);
  fc.assert(fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (span) => {
    assertMatch(durationText(span), /^\d+(\.\d{1,3})?(µs|ms|s)$/);
  }));
});

Deno.test("momentText() is RFC 3339", () => {
  assertEquals(momentText(0), "1970-01-01T00:00:00.000Z");
});
