import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { ReplyGrants } from "../../../../actors/routing/access/reply_grants.ts";

Deno.test("use() lets so many answers go in so much time", () => {
  let now = 0;
  const grants = new ReplyGrants({ max: 2, expires: 100 }, () => now);
  assertFalse(grants.use("r"));
  grants.grant("r");
  assert(grants.use("r"));
  now = 100;
  assert(grants.use("r"));
  assertFalse(grants.use("r"));
  grants.grant("s");
  now = 201;
  assertFalse(grants.use("s"));
  assertEquals(grants.size, 0);
});

Deno.test("grants without limits stay", () => {
  let now = 0;
  const grants = new ReplyGrants({ max: Infinity, expires: Infinity }, () => now);
  grants.grant("r");
  now = 1e12;
  for (let i = 0; i < 100; i++) assert(grants.use("r"));
});

Deno.test("the oldest grants are forgotten when there are too many", () => {
  const grants = new ReplyGrants({ max: 1, expires: 100 }, () => 0, 3);
  for (const reply of ["a", "b", "c", "a", "d"]) grants.grant(reply);
  assertEquals(grants.size, 3);
  assertFalse(grants.use("b"));
  for (const reply of ["a", "c", "d"]) assert(grants.use(reply));
});

Deno.test("ReplyGrants grants what a list of all messages would", () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant("grant" as const), reply: fc.constantFrom("a", "b", "c") }),
    fc.record({ type: fc.constant("use" as const), reply: fc.constantFrom("a", "b", "c") }),
    fc.record({ type: fc.constant("wait" as const), time: fc.integer({ min: 0, max: 60 }) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (steps, max) => {
    let now = 0;
    const grants = new ReplyGrants({ max, expires: 100 }, () => now);
    const naive: { reply: string; at: number; used: number }[] = [];
    for (const step of steps) {
      if (step.type === "wait") now += step.time;
      else if (step.type === "grant") {
        grants.grant(step.reply);
        naive.push({ reply: step.reply, at: now, used: 0 });
      } else {
        const last = naive.findLast(({ reply }) => reply === step.reply);
        const wanted = last !== undefined && now - last.at <= 100 && last.used++ < max;
        assertEquals(grants.use(step.reply), wanted);
      }
    }
  }));
});
