import { assertEquals, assertGreater } from "@std/assert";
import { type Actor, type Context, type Ref, System } from "../../../actors/mod.ts";
import { seededRandom, type SeededScheduler, underSeeds } from "../../../actors/testing.ts";
import { listen } from "./_listen.ts";

/** The nth message of one sender. */
interface Numbered {
  readonly sender: string;
  readonly n: number;
}

const SENDERS = ["a", "b", "c"];

interface Traffic {
  /** Messages of each sender. */
  readonly count: number;
  /** Whether the receiver fails at a message. */
  readonly fails?: (message: Numbered) => boolean;
  /** Whether the receiver awaits something at a message. */
  readonly awaits?: (message: Numbered) => boolean;
  /** Which of its doors a sender tells the nth message. */
  readonly door?: (n: number, doors: readonly Ref<Numbered>[]) => Ref<Numbered>;
  readonly scheduler?: SeededScheduler;
}

/** Sends as `traffic` says and returns the numbers that the receiver has seen of each sender, and its incarnations. */
async function received(traffic: Traffic): Promise<{ seen: Record<string, number[]>; incarnations: number }> {
  const { count, fails, awaits, door = (_n, [first]) => first!, scheduler } = traffic;
  await using system = new System({ intensity: Infinity, ...scheduler && { scheduler } });
  listen(system);
  const seen: Record<string, number[]> = {};
  let incarnations = 0;
  let left = SENDERS.length * count;
  const { promise, resolve } = Promise.withResolvers<void>();
  const adapted: Ref<Numbered>[] = [];
  const receive = (message: Numbered): void | Promise<void> => {
    (seen[message.sender] ??= []).push(message.n);
    if (--left === 0) resolve();
    if (awaits?.(message)) return fails?.(message) ? Promise.reject(new Error("bad")) : Promise.resolve();
    if (fails?.(message)) throw new Error("bad");
  };
  const receiver = system.spawn("receiver", (self: Context<Numbered>) => {
    incarnations++;
    adapted[0] ??= self.adapt(({ sender, n }: Numbered) => ({ sender, n }));
    adapted[1] ??= self.adapt((message: Numbered) => message);
    return receive;
  }, { capacity: Infinity });
  const sender: Actor<number> = (self) => {
    const random = seededRandom(count + self.name.length);
    return (n) => {
      const until = Math.min(count, n + 1 + Math.floor(random() * 20));
      for (; n < until; n++) door(n, [receiver, ...adapted]).tell({ sender: self.name, n });
      if (n < count) self.ref.tell(n);
    };
  };
  for (const name of SENDERS) system.spawn(name, sender).tell(0);
  await promise;
  return { seen, incarnations };
}

/** Every number in its order, from each sender. */
function all(count: number): Record<string, number[]> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return Object.fromEntries(SENDERS.map((sender) => [sender, numbers]));
}

Deno.test("Ref.tell() keeps the order of each sender", async () => {
  assertEquals((await received({ count: 10_000 })).seen, all(10_000));
});

Deno.test("Ref.tell() keeps the order of each sender across restarts, and no message is handled twice", async () => {
  const { seen, incarnations } = await received({ count: 10_000, fails: ({ n }) => n % 1_000 === 500 });
  assertEquals(seen, all(10_000));
  assertEquals(incarnations, 1 + 3 * 10);
});

Deno.test("Ref.tell() keeps the order of each sender across an actor's own and its adapted refs", async () => {
  const { seen } = await received({ count: 10_000, door: (n, doors) => doors[n % doors.length]! });
  assertEquals(seen, all(10_000));
});

Deno.test("Ref.tell() keeps the order of each sender under every schedule, with restarts, waits and adapted refs", async () => {
  await underSeeds(async (scheduler, seed) => {
    const { seen, incarnations } = await received({
      scheduler,
      count: 200,
      fails: ({ n }) => n % 37 === seed % 37,
      awaits: ({ n }) => n % 5 === 0,
      door: (n, doors) => doors[(n * seed) % doors.length]!,
    });
    assertEquals(seen, all(200));
    assertGreater(incarnations, 10);
  }, { seeds: 50 });
});

Deno.test("Ref.tell() keeps messages told before the start, and while a restart waits, in their order", async () => {
  await using system = new System({ backoff: { min: 20, max: 20 } });
  listen(system);
  const log: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const ref = system.spawn("a", async (self: Context<string>) => {
    await Promise.resolve();
    return (message: string) => {
      if (message === "boom") throw new Error("boom");
      log.push(`${message} by ${self.incarnation}`);
      if (message === "last") resolve();
    };
  });
  for (const message of ["one", "boom", "two"]) ref.tell(message);
  using _subscription = system.events().subscribe((event) => {
    if (event.type === "restarting") { for (const message of ["three", "last"]) ref.tell(message); }
  });
  await promise;
  assertEquals(log, ["one by 1", "two by 2", "three by 2", "last by 2"]);
});
