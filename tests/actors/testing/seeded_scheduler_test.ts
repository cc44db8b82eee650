import { assert, assertEquals, assertGreater, assertNotEquals, assertStrictEquals } from "@std/assert";
import { type Actor, type Runnable, System } from "../../../actors/mod.ts";
import { seededRandom, SeededScheduler, turn } from "../../../actors/testing.ts";

/** The order in which three actors handle ten messages each. */
async function order(seed: number): Promise<string> {
  await using system = new System({ scheduler: new SeededScheduler(seed) });
  const log: string[] = [];
  const refs = ["a", "b", "c"].map((name) => system.spawn(name, () => (n: number) => void log.push(`${name}${n}`)));
  for (let n = 0; n < 10; n++) for (const ref of refs) ref.tell(n);
  await turn();
  for (const name of ["a", "b", "c"]) {
    const own = log.filter((each) => each.startsWith(name));
    assertEquals(own, Array.from({ length: 10 }, (_, n) => `${name}${n}`));
  }
  return log.join(" ");
}

Deno.test("SeededScheduler gives the same order for the same seed", async () => {
  for (const seed of [1, 2, 3]) assertEquals(await order(seed), await order(seed));
});

Deno.test("SeededScheduler gives many orders for many seeds", async () => {
  const orders = new Set<string>();
  for (let seed = 0; seed < 50; seed++) orders.add(await order(seed));
  assertGreater(orders.size, 45);
});

Deno.test("SeededScheduler runs each that is ready once, never before ready() has returned", async () => {
  const scheduler = new SeededScheduler(7);
  const ran: number[] = [];
  for (let i = 0; i < 20; i++) {
    scheduler.ready({
      run: (budget) => {
        assert(budget >= 1);
        return ran.push(i);
      },
    });
  }
  assertEquals(ran, []);
  await turn();
  assertEquals(ran.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i));
  assertNotEquals(ran, ran.toSorted((a, b) => a - b));
});

Deno.test("SeededScheduler knows who is running, and after that nobody", async () => {
  const scheduler = new SeededScheduler(7);
  const runnable: Runnable = {
    run: () => {
      assertStrictEquals(scheduler.current, runnable);
      return 1;
    },
  };
  scheduler.ready(runnable);
  assertStrictEquals(scheduler.current, undefined);
  await turn();
  assertStrictEquals(scheduler.current, undefined);
});

Deno.test("SeededScheduler lets the host have its turn beside an actor that never rests", async () => {
  await using system = new System({ scheduler: new SeededScheduler(7) });
  using _quiet = system.events().subscribe(() => {});
  const restless: Actor<number> = (self) => (n) => void self.ref.tell(n + 1);
  const ref = system.spawn("restless", restless);
  ref.tell(0);
  await new Promise((resolve) => setTimeout(resolve, 1));
  system.stop(ref);
  assertEquals((await system.stopped(ref)).type, "shutdown");
});

Deno.test("seededRandom() gives the same numbers for the same seed, from 0 to below 1 and well spread", () => {
  const [a, b, c] = [seededRandom(5), seededRandom(5), seededRandom(6)];
  const numbers = Array.from({ length: 10_000 }, () => a());
  assertEquals(numbers, Array.from({ length: 10_000 }, () => b()));
  assertNotEquals(numbers.slice(0, 5), Array.from({ length: 5 }, () => c()));
  assert(numbers.every((number) => number >= 0 && number < 1));
  const buckets = new Array(10).fill(0);
  for (const number of numbers) buckets[Math.floor(number * 10)]++;
  assert(buckets.every((count) => count > 850 && count < 1_150), buckets.join(" "));
});
