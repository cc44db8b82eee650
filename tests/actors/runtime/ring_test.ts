import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Ring } from "../../../actors/runtime/_ring.ts";

type Step = { type: "push" | "unshift" | "shift" | "clear"; times: number };

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("push" as const, "shift" as const, "unshift" as const) },
    { weight: 1, arbitrary: fc.constant("clear" as const) },
  ),
  times: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.constant(1_500)),
});

Deno.test("Ring keeps the order of an array, however it grows and wraps", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const ring = new Ring<number>();
    const model: number[] = [];
    let next = 0;
    for (const { type, times } of steps) {
      for (let i = 0; i < times; i++) {
        if (type === "push") ring.push(next), model.push(next++);
        else if (type === "unshift") ring.unshift(next), model.unshift(next++);
        else if (type === "clear") ring.clear(), model.length = 0;
        else if (model.length !== 0) assertEquals(ring.shift(), model.shift());
        assertEquals(ring.size, model.length);
      }
    }
    while (model.length !== 0) assertEquals(ring.shift(), model.shift());
    assertEquals(ring.size, 0);
  }));
});

Deno.test("Ring holds undefined like any other value", () => {
  const ring = new Ring<number | undefined>();
  ring.push(undefined);
  ring.push(1);
  assertEquals(ring.size, 2);
  assertEquals(ring.shift(), undefined);
  assertEquals(ring.shift(), 1);
});
