import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ask, type Ref } from "../../../../actors/mod.ts";
import type { Exposure } from "../../../../actors/routing/exposure/expose.ts";
import { ReplyInbox } from "../../../../actors/routing/exposure/_reply_inbox.ts";
import { turn } from "../../../../actors/testing.ts";
import { type Counter, office } from "./_counter.ts";
import { poison } from "../_hearer.ts";

const step = fc.oneof(
  fc.record({
    does: fc.constant("ask" as const),
    type: fc.constantFrom("get" as const, "later" as const, "boom" as const),
    timeout: fc.constantFrom(0, 1, 10, 100, Infinity),
    abort: fc.boolean(),
  }),
  fc.record({ does: fc.constant("tell" as const), type: fc.constantFrom("get" as const, "later" as const) }),
  fc.record({ does: fc.constant("answer" as const) }),
  fc.record({
    does: fc.constant("expose" as const),
    maxPending: fc.integer({ min: 1, max: 3 }),
    timeout: fc.constantFrom(30, Infinity),
  }),
  fc.record({ does: fc.constantFrom("hide" as const, "crash" as const, "renew" as const, "rest" as const) }),
  fc.record({ does: fc.constant("wait" as const), time: fc.integer({ min: 1, max: 60 }) }),
);

Deno.test("remote() and expose() keep nothing, and leave no ask open, whatever happens in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const all = office();
      await using _system = all.system;
      const options = { timeout: 50, maxPending: 4 };
      let far = all.remote(options);
      const exposures: Exposure[] = [];
      const asks: Promise<unknown>[] = [];
      const aborts: AbortController[] = [];
      const hears: Ref<number> = all.system.spawn(() => () => {});
      const say: (message: Counter) => void = (message) => void far.tell(message);
      for (const step of steps) {
        switch (step.does) {
          case "ask": {
            const abort = new AbortController();
            if (step.abort) aborts.push(abort);
            const { timeout, type } = step;
            asks.push(ask(far, { type }, { timeout, signal: abort.signal }).catch(() => "refused"));
            break;
          }
          case "tell":
            say({ type: step.type, replyTo: hears });
            break;
          case "answer":
            all.later.shift()?.tell(1);
            break;
          case "expose":
            exposures.push(all.expose(step));
            break;
          case "hide":
            exposures[0]?.[Symbol.dispose]();
            break;
          case "crash":
            all.hub.tell(poison());
            break;
          case "renew":
            all.system.stop(far);
            far = all.remote(options);
            break;
          case "rest":
            await turn();
            break;
          case "wait":
            aborts.shift()?.abort();
            await all.clock.advance(step.time);
        }
      }
      for (const abort of aborts) abort.abort();
      await turn();
      await all.clock.advance(5_000);
      // Who would wait for ever does not outlive the remote, nor the actor that would never answer.
      all.system.stop(far);
      await turn();
      assertEquals(ReplyInbox.of(all.system, all.hub).size, 0);
      all.system.stop(all.counter);
      await turn();
      await Promise.all(asks);
      assertEquals(ReplyInbox.of(all.system, all.hub).size, 0);
      assertEquals(exposures.map(({ pending }) => pending), exposures.map(() => 0));
      assertEquals(all.clock.timers, 0);
    }),
    { numRuns: 300 },
  );
});
