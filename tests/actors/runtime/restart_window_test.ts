import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import fc from "fast-check";
import { addRestart } from "../../../actors/mod.ts";

/** Which restarts at `times` are allowed. */
function verdicts(times: readonly number[], intensity: number, period: number): boolean[] {
  let restarts: readonly number[] = [];
  return times.map((now) => {
    const verdict = addRestart(restarts, now, intensity, period);
    restarts = verdict.restarts;
    return verdict.allowed;
  });
}

const TABLE: readonly { times: number[]; intensity: number; period: number; allowed: boolean[]; why: string }[] = [
  { times: [0], intensity: 0, period: 5_000, allowed: [false], why: "intensity 0 never restarts" },
  { times: [0], intensity: 1, period: 5_000, allowed: [true], why: "intensity 1 restarts once" },
  { times: [0, 4_999], intensity: 1, period: 5_000, allowed: [true, false], why: "the second within the period" },
  { times: [0, 5_000], intensity: 1, period: 5_000, allowed: [true, false], why: "exactly a period ago still counts" },
  { times: [0, 5_001], intensity: 1, period: 5_000, allowed: [true, true], why: "more than a period ago does not" },
  { times: [7, 7, 7], intensity: 2, period: 1, allowed: [true, true, false], why: "at one instant" },
  {
    times: [0, 4_000, 8_000, 12_000],
    intensity: 1,
    period: 3_000,
    allowed: [true, true, true, true],
    why: "the window slides",
  },
  {
    times: [0, 2_000, 4_000, 6_000, 6_100],
    intensity: 2,
    period: 3_000,
    allowed: [true, true, true, true, false],
    why: "the window never resets as a whole",
  },
  {
    times: [0, 1, 2, 3],
    intensity: Infinity,
    period: 5_000,
    allowed: [true, true, true, true],
    why: "without a limit",
  },
];

for (const { times, intensity, period, allowed, why } of TABLE) {
  Deno.test(`addRestart() answers ${allowed.join(", ")} at ${times.join(", ")} ms for ${intensity} in ${period} ms: ${why}`, () => {
    assertEquals(verdicts(times, intensity, period), allowed);
  });
}

Deno.test("addRestart() allows exactly those restarts that see no more than intensity in the period behind them", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 30 }), (gaps, intensity, period) => {
      let now = 0;
      const times = gaps.map((gap) => now += gap);
      const expected = times.map((time, index) =>
        times.slice(0, index + 1).filter((other) => other >= time - period).length <= intensity
      );
      assertEquals(verdicts(times, intensity, period), expected);
    }),
  );
});

Deno.test("addRestart() leaves the history that it is given alone", () => {
  const history = Object.freeze([1, 2, 3]);
  addRestart(history, 10_000, 5, 1);
  assertEquals(history, [1, 2, 3]);
});

Deno.test("addRestart() remembers nothing when there is no limit", () => {
  let restarts: readonly number[] = [];
  for (let now = 0; now < 10_000; now++) {
    const verdict = addRestart(restarts, now, Infinity, Infinity);
    assert(verdict.allowed);
    restarts = verdict.restarts;
  }
  assertLessOrEqual(restarts.length, 1);
});
