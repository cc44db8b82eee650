import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import {
  type Actor,
  addMember,
  atRandom,
  broadcast,
  consistentHash,
  leastLoaded,
  type Ref,
  removeMember,
  roundRobin,
  router,
  type RoutingStrategy,
} from "../../../../actors/mod.ts";
import { seededRandom } from "../../../../actors/testing.ts";
import { Stage } from "../_stage.ts";
import { row } from "./_row.ts";

Deno.test("roundRobin() takes the members in turn, and keeps the turns of those that stay", async () => {
  await using stage = new Stage();
  const { refs: [a, b, c, d], take } = row<number>(stage.system, "abcd");
  const lines = stage.system.spawn(router({ strategy: roundRobin(), members: [a!, b!, c!] }));
  for (const n of [1, 2, 3, 4, 5]) lines.tell(n);
  assertEquals(await stage.rest().then(take), ["a 1", "a 4", "b 2", "b 5", "c 3"]);
  // It was b's turn last: the next is c's, whether a goes or b itself.
  lines.tell(removeMember(a!));
  lines.tell(6);
  assertEquals(await stage.rest().then(take), ["c 6"]);
  lines.tell(removeMember(c!));
  lines.tell(addMember(d!));
  lines.tell(7);
  lines.tell(8);
  assertEquals(await stage.rest().then(take), ["d 7", "b 8"]);
});

Deno.test("roundRobin() gives every member the same number of messages, give or take one", async () => {
  await using stage = new Stage();
  const { refs, take } = row<number>(stage.system, "abcdefg");
  const lines = stage.system.spawn(router({ strategy: roundRobin(), members: refs }));
  for (let n = 0; n < 1_000; n++) lines.tell(n);
  const counts = [...Map.groupBy(await stage.rest().then(take), (line) => line[0]).values()].map((each) => each.length);
  assertEquals(counts.sort(), [142, 143, 143, 143, 143, 143, 143]);
});

Deno.test("atRandom() takes every member about as often, by the chance of the system", async () => {
  const run = async (seed: number) => {
    await using stage = new Stage({ random: seededRandom(seed) });
    const { refs, take } = row<number>(stage.system, "abcd");
    const lines = stage.system.spawn(router({ strategy: atRandom(), members: refs }));
    for (let n = 0; n < 4_000; n++) lines.tell(n);
    return await stage.rest().then(take);
  };
  const lines = await run(1);
  for (const [, told] of Map.groupBy(lines, (line) => line[0])) assertAlmostEquals(told.length, 1_000, 120);
  assertEquals((await run(1)).sort(), lines.sort());
});

Deno.test("broadcast() tells all members the same object", async () => {
  await using stage = new Stage();
  const told: unknown[] = [];
  const keep: Actor<object> = () => (message) => void told.push(message);
  const members = [stage.system.spawn(keep), stage.system.spawn(keep)];
  const message = {};
  stage.system.spawn(router({ strategy: broadcast(), members })).tell(message);
  await stage.rest();
  assertEquals(told.length, 2);
  assert(told.every((each) => each === message));
});

/** Where a strategy sends each message. */
async function places(
  stage: Stage,
  strategy: RoutingStrategy<string>,
  members: readonly Ref<string>[],
  keys: readonly string[],
): Promise<Map<string, Ref<string>>> {
  const where = new Map<string, Ref<string>>();
  const noting: RoutingStrategy<string> = (self) => {
    const route = strategy(self);
    return (message, members) => {
      // Refs of the same ids that note who was told.
      const doors = members.map((member): Ref<string> => ({
        id: member.id,
        tell: (key) => where.set(key, member) !== undefined,
        offer: () => Promise.reject(),
      }));
      route(message, doors);
    };
  };
  const ref = stage.system.spawn(router({ strategy: noting, members }));
  for (const key of keys) ref.tell(key);
  await stage.rest();
  stage.system.stop(ref);
  await stage.rest();
  return where;
}

Deno.test("consistentHash() moves no key but those of the member that left, and shares these out", async () => {
  await using stage = new Stage();
  const { refs } = row<string>(stage.system, "abcdefgh");
  const keys = Array.from({ length: 4_000 }, (_, i) => `user-${i}`);
  const before = await places(stage, consistentHash((key) => key), refs, keys);
  const left = refs[3]!;
  const after = await places(stage, consistentHash((key) => key), refs.filter((ref) => ref !== left), keys);
  const moved = keys.filter((key) => before.get(key) !== after.get(key));
  assertEquals(moved, keys.filter((key) => before.get(key) === left));
  for (const [, own] of Map.groupBy(keys, (key) => before.get(key))) assertAlmostEquals(own.length, 500, 100);
  const heirs = Map.groupBy(moved, (key) => after.get(key));
  assertEquals(heirs.size, 7);
  for (const [, own] of heirs) assertLess(own.length, moved.length / 3);
});

Deno.test("consistentHash() sends a key to the same member, whatever the key and the order of the members", async () => {
  await using stage = new Stage();
  const { refs } = row<string>(stage.system, "abcde");
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.string(), { minLength: 1 }),
      fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
      async (keys, order) => {
        const strategy = consistentHash<string>((key) => key);
        const one = await places(stage, strategy, refs, keys);
        const other = await places(stage, strategy, order.map((i) => refs[i]!), keys);
        for (const key of keys) assertEquals(one.get(key)?.id, other.get(key)?.id);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("leastLoaded() takes the member with the shortest queue, and equals in turn", async () => {
  await using stage = new Stage();
  const gate = Promise.withResolvers<void>();
  const log: string[] = [];
  const slow: Actor<string> = ({ name }) => async (message) => {
    log.push(`${name} ${message}`);
    await gate.promise;
  };
  const [a, b, c] = [..."abc"].map((name) => stage.system.spawn(name, slow)) as [Ref<string>, Ref<string>, Ref<string>];
  for (const message of ["x", "y", "z"]) a.tell(message);
  b.tell("x");
  await stage.rest();
  // Before a are three, one of them at work; before b is one, at work; before c none.
  const jobs = stage.system.spawn(router({ strategy: leastLoaded(), members: [a, b, c] }));
  for (const message of ["1", "2", "3", "4", "5", "6"]) jobs.tell(message);
  await stage.rest();
  log.length = 0;
  gate.resolve();
  await stage.rest();
  const of = (name: string) => log.filter((line) => line.startsWith(name)).map((line) => line.slice(2));
  assertEquals(of("a").filter((message) => /\d/.test(message)).length, 1);
  assertEquals(of("b").length, 2);
  assertEquals(of("c").length, 2);
});

Deno.test("leastLoaded() takes idle members in turn", async () => {
  await using stage = new Stage();
  const { refs, take } = row<string>(stage.system, "abc");
  const jobs = stage.system.spawn(router({ strategy: leastLoaded(), members: refs }));
  for (const n of ["1", "2", "3", "4"]) {
    jobs.tell(n);
    await stage.rest();
  }
  assertEquals(take(), ["a 1", "b 2", "c 3", "a 4"]);
});
