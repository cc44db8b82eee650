import { assert, assertEquals, assertNotEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { type Context, System } from "../../../actors/mod.ts";
import { Probe, type SeededScheduler, turn, underSeeds } from "../../../actors/testing.ts";

Deno.test("underSeeds() runs the test once for each seed, with a fresh scheduler", async () => {
  const seeds: number[] = [];
  const schedulers = new Set<SeededScheduler>();
  await underSeeds((scheduler, seed) => {
    seeds.push(seed);
    schedulers.add(scheduler);
  }, { seeds: 5, first: 3 });
  assertEquals(seeds, [3, 4, 5, 6, 7]);
  assertEquals(schedulers.size, 5);
  let count = 0;
  await underSeeds(() => void count++);
  assertEquals(count, 100);
});

Deno.test("underSeeds() stops at the first failure, names its seed and keeps what was thrown", async () => {
  const error = new Error("two at once");
  const seen: number[] = [];
  const thrown = await underSeeds((_scheduler, seed) => {
    seen.push(seed);
    if (seed === 4) return Promise.reject(error);
  }).catch((error) => error);
  assertEquals(seen, [1, 2, 3, 4]);
  assertEquals(thrown.message, "Failed under seed 4: two at once");
  assertStrictEquals(thrown.cause, error);
  await assertRejects(() => underSeeds(() => Promise.reject("a word")), Error, "Failed under seed 1: a word");
});

Deno.test("underSeeds() finds a race, and finds it again under the seed that it named", async () => {
  const race = async (scheduler: SeededScheduler) => {
    await using system = new System({ scheduler });
    const probe = new Probe<string>(system);
    for (const name of ["a", "b"]) {
      system.spawn(name, () => (message: string) => void probe.ref.tell(message)).tell(`from ${name}`);
    }
    const first = await probe.next();
    await probe.next();
    if (first !== "from a") throw new Error(`${first} came first`);
  };
  const thrown = await underSeeds(race).catch((error) => error);
  assert(thrown instanceof Error, "no schedule shows the race");
  const seed = Number(/^Failed under seed (\d+): from b came first$/.exec(thrown.message)?.[1]);
  assertNotEquals(seed, NaN);
  await assertRejects(() => underSeeds(race, { first: seed, seeds: 1 }), Error, thrown.message);
});

Deno.test("turn() waits until actors have come to rest, also through promises and long work", async () => {
  await using system = new System();
  let left = 40;
  const ref = system.spawn("busy", (self: Context<string>) => async () => {
    for (const end = performance.now() + 0.5; performance.now() < end;);
    await Promise.resolve();
    if (--left > 0) self.ref.tell("again");
  });
  ref.tell("go");
  await turn();
  assertEquals(left, 0);
});

Deno.test("turn() leaves actors that never rest to themselves", async () => {
  await using system = new System();
  using _quiet = system.events().subscribe(() => {});
  const ref = system.spawn("restless", (self: Context<number>) => (n: number) => void self.ref.tell(n + 1));
  ref.tell(0);
  await turn();
  system.stop(ref);
  await system.stopped(ref);
});
