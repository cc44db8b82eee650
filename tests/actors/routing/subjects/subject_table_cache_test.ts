import { assert, assertEquals, assertFalse, assertGreaterOrEqual, assertStrictEquals, assertThrows } from "@std/assert";
import { SubjectTable } from "../../../../actors/routing/subjects/subject_table.ts";

interface Sub {
  readonly id: number;
}

function subs(count: number): Sub[] {
  return Array.from({ length: count }, (_, id) => ({ id }));
}

const [a, b, c] = subs(3) as [Sub, Sub, Sub];

Deno.test("match() returns the same object while it is valid", () => {
  const table = new SubjectTable<Sub>();
  table.insert("a.*", a);
  const match = table.match("a.b");
  assert(match.valid);
  assertStrictEquals(table.match("a.b"), match);
  table.insert("a.b", b);
  assertFalse(match.valid);
  assertEquals(new Set(table.match("a.b").plain), new Set([a, b]));
});

Deno.test("insert() and remove() of a pattern invalidate the matches it has and no others", () => {
  const subjects = ["a.b", "a.c", "a.b.c", "x", "a.b.c.d.e.f.g.h", "z.z.z.z.z.z.z.b"];
  const changes: [pattern: string, affected: string[]][] = [
    ["a.b", ["a.b"]],
    ["a.*", ["a.b", "a.c"]],
    ["*.c", ["a.c"]],
    ["*", ["x"]],
    ["a.>", ["a.b", "a.c", "a.b.c", "a.b.c.d.e.f.g.h"]],
    [">", subjects],
    ["*.*.*.*.*.*.*.b", ["z.z.z.z.z.z.z.b"]],
    ["*.*.*.*.*.*.g.>", ["a.b.c.d.e.f.g.h"]],
    ["nobody.*", []],
    ["a.nobody.>", []],
  ];
  for (const [pattern, affected] of changes) {
    const table = new SubjectTable<Sub>();
    const change = { insert: () => table.insert(pattern, a), remove: () => table.remove(pattern, a) };
    for (const how of ["insert", "remove"] as const) {
      const kept = subjects.map((subject) => table.match(subject));
      change[how]();
      const invalid = subjects.filter((_, index) => !kept[index]!.valid);
      assertEquals([pattern, how, invalid], [pattern, how, affected]);
    }
  }
});

Deno.test("SubjectTable keeps no more matches than its capacity, and invalidates what it drops", () => {
  const table = new SubjectTable<Sub>({ cacheCapacity: 3 });
  table.insert("a.*", a);
  const first = ["a.1", "a.2", "a.3"].map((subject) => table.match(subject));
  assertEquals(first.map(({ valid }) => valid), [true, true, true]);
  assertFalse(table.match("a.4").valid);
  assertEquals(first.map(({ valid }) => valid), [true, true, true]);
  assert(table.match("a.4").valid);
  assertEquals(first.map(({ valid }) => valid), [false, true, true]);
  assertEquals(table.stats.cacheSize, 3);
});

Deno.test("SubjectTable keeps subjects in use though many others are matched once", () => {
  const table = new SubjectTable<Sub>({ cacheCapacity: 64 });
  table.insert(">", a);
  const kept = Array.from({ length: 64 }, (_, i) => table.match(`hot.${i}`));
  for (let i = 0; i < 100; i++) table.match(`_INBOX.${i}.1`);
  // A few may have to go, as the memory for subjects seen once is a hash; without it all would.
  assertGreaterOrEqual(kept.filter(({ valid }) => valid).length, 56);
});

Deno.test("SubjectTable bounds how many subscriptions the kept matches list", () => {
  const table = new SubjectTable<Sub>();
  for (const sub of subs(300_000)) table.insert(">", sub);
  for (let i = 0; i < 20; i++) assertEquals(table.match(`room.${i}`).plain.length, 300_000);
  assertEquals(table.stats.cacheSize, 3);
  for (const sub of subs(800_000)) table.insert("room.1", sub);
  assertEquals(table.match("room.1").plain.length, 1_100_000);
  assertEquals(table.stats.cacheSize, 1);
});

Deno.test("SubjectTable without a cache answers with matches that are not valid", () => {
  const table = new SubjectTable<Sub>({ cacheCapacity: 0 });
  table.insert("a", a);
  for (let i = 0; i < 3; i++) {
    const match = table.match("a");
    assertEquals(match.plain, [a]);
    assertFalse(match.valid);
  }
  assertEquals([table.stats.cacheSize, table.stats.cacheHits], [0, 0]);
});

Deno.test("SubjectTable refuses a capacity that is not a whole number in range", () => {
  for (const cacheCapacity of [-1, 1.5, NaN, Infinity, 2 ** 21]) {
    assertThrows(() => new SubjectTable({ cacheCapacity }), RangeError, `cacheCapacity is ${cacheCapacity}`);
  }
});

Deno.test("stats counts what was done and measures fan-out", () => {
  const table = new SubjectTable<Sub>();
  table.insert("a.b", a);
  table.insert("a.*", b, "q");
  table.insert("a.*", c, "q");
  table.insert("a.>", c);
  table.insert("a..", c);
  table.remove("a.>", c);
  table.remove("a.>", c);
  for (const subject of ["a.b", "a.b", "a.c", "z"]) table.match(subject);
  assertEquals(table.stats, {
    inserts: 4,
    removes: 1,
    matches: 4,
    cacheHits: 1,
    cacheSize: 3,
    maxFanout: 2,
    averageFanout: 1,
    nodes: 3,
  });
});
