import { assert, assertEquals, assertFalse } from "@std/assert";
import { SubjectTable } from "../../../../actors/routing/subjects/subject_table.ts";

interface Sub {
  readonly id: number;
}

function subs(count: number): Sub[] {
  return Array.from({ length: count }, (_, id) => ({ id }));
}

const [a, b, c] = subs(3) as [Sub, Sub, Sub];

Deno.test("match() returns nothing from an empty table", () => {
  const table = new SubjectTable<Sub>();
  const match = table.match("a.b");
  assertEquals([match.plain, match.groups], [[], []]);
  assert(Object.isFrozen(match.plain));
  assert(Object.isFrozen(match.groups));
});

Deno.test("match() finds literal, * and > patterns", () => {
  const table = new SubjectTable<Sub>();
  table.insert("room.lobby", a);
  table.insert("room.*", b);
  table.insert(">", c);
  assertEquals(new Set(table.match("room.lobby").plain), new Set([a, b, c]));
  assertEquals(new Set(table.match("room.attic").plain), new Set([b, c]));
  assertEquals(table.match("room").plain, [c]);
  assertEquals(table.match("room.a.b").plain, [c]);
});

Deno.test("match() takes wildcards in a subject as plain text", () => {
  const table = new SubjectTable<Sub>();
  table.insert("foo.*", a);
  table.insert("foo.bar", b);
  table.insert("foo.>", c);
  assertEquals(new Set(table.match("foo.*").plain), new Set([a, c]));
  assertEquals(new Set(table.match("foo.>").plain), new Set([a, c]));
});

Deno.test("match() takes foo* and >x in a pattern as plain text", () => {
  const table = new SubjectTable<Sub>();
  table.insert("foo*.*", a);
  table.insert(">x", b);
  assertEquals(table.match("foo*.y").plain, [a]);
  assertEquals(table.match("foobar.y").plain, []);
  assertEquals(table.match(">x").plain, [b]);
  assertEquals(table.match("yx").plain, []);
});

Deno.test("match() finds nobody for a subject with an empty token", () => {
  const table = new SubjectTable<Sub>();
  table.insert(">", a);
  table.insert("*.*", b);
  table.insert("*.*.*", c);
  for (const subject of ["", ".", "a.", ".a", "a..b"]) assertEquals(table.match(subject).plain, []);
});

Deno.test("match() returns each plain subscription of a pattern in the order of insertion", () => {
  const table = new SubjectTable<Sub>();
  const many = subs(100);
  for (const sub of many) table.insert("a", sub);
  assertEquals(table.match("a").plain, many);
  for (const sub of many.slice(10, 95)) table.remove("a", sub);
  assertEquals(table.match("a").plain, [...many.slice(0, 10), ...many.slice(95)]);
});

Deno.test("match() lists a subscription once for each of its patterns", () => {
  const table = new SubjectTable<Sub>();
  table.insert("a.b", a);
  table.insert("a.*", a);
  table.insert("a.>", a, "q");
  table.insert("*.b", a, "q");
  const { plain, groups } = table.match("a.b");
  assertEquals(plain, [a, a]);
  assertEquals(groups, [{ queue: "q", members: [a, a] }]);
});

Deno.test("match() makes one group of a queue's members with different patterns", () => {
  const table = new SubjectTable<Sub>();
  table.insert("a.b", a, "q");
  table.insert("a.*", b, "q");
  table.insert("a.>", c, "r");
  const groups = new Map(table.match("a.b").groups.map(({ queue, members }) => [queue, new Set(members)]));
  assertEquals(groups, new Map([["q", new Set([a, b])], ["r", new Set([c])]]));
});

Deno.test("match() gives a result that a later change leaves alone", () => {
  const table = new SubjectTable<Sub>();
  const many = subs(40);
  for (const sub of many) {
    table.insert("a", sub);
    table.insert("a", sub, "q");
  }
  const { plain, groups } = table.match("a");
  const seen: Sub[] = [];
  for (const sub of plain) {
    seen.push(sub);
    for (const other of many) table.remove("a", other);
  }
  const members: Sub[] = [];
  for (const sub of groups[0]!.members) {
    members.push(sub);
    for (const other of many) table.remove("a", other, "q");
  }
  assertEquals(seen, many);
  assertEquals(members, many);
  assertEquals(table.match("a").plain, []);
});

Deno.test("match() copes with a name of very many tokens", () => {
  const table = new SubjectTable<Sub>();
  const depth = 20_000;
  const pattern = Array(depth).fill("*").join(".");
  table.insert(pattern, a);
  assertEquals(table.match(Array(depth).fill("x").join(".")).plain, [a]);
  assertEquals(table.match(Array(depth - 1).fill("x").join(".")).plain, []);
  table.remove(pattern, a);
  assertEquals(table.stats.nodes, 0);
});

Deno.test("insert() refuses malformed patterns", () => {
  const table = new SubjectTable<Sub>();
  for (const pattern of ["", ".", "a..b", ".a", "a.", "a.>.b", ">.a", "a b", "a\t", "a.\r\n"]) {
    assertFalse(table.insert(pattern, a));
    assertFalse(table.remove(pattern, a));
  }
  assertEquals([table.size, table.stats.nodes], [0, 0]);
});

Deno.test("insert() refuses a second insertion with the same pattern and queue only", () => {
  for (const pattern of ["a.b", "a.*", ">"]) {
    const table = new SubjectTable<Sub>();
    assert(table.insert(pattern, a));
    assertFalse(table.insert(pattern, a));
    assert(table.insert(pattern, a, "q"));
    assertFalse(table.insert(pattern, a, "q"));
    assert(table.insert(pattern, a, "r"));
    assert(table.insert("other", a));
    assertEquals(table.size, 4);
  }
});

Deno.test("remove() tells whether there was such a subscription", () => {
  for (const pattern of ["a.b", "a.*", "a.>"]) {
    const table = new SubjectTable<Sub>();
    table.insert(pattern, a, "q");
    table.insert(pattern, b);
    assertFalse(table.remove(pattern, a));
    assertFalse(table.remove(pattern, b, "q"));
    assertFalse(table.remove(pattern, c));
    assertFalse(table.remove("a.b.*", a));
    assertFalse(table.remove("a", a));
    assert(table.remove(pattern, a, "q"));
    assertFalse(table.remove(pattern, a, "q"));
    assertEquals(table.match("a.b").plain, [b]);
    assertEquals(table.size, 1);
  }
});

Deno.test("patterns() lists every subscription", () => {
  const table = new SubjectTable<Sub>();
  const entries = [
    { pattern: "a.b", queue: undefined, subscription: a },
    { pattern: "a.b", queue: "q", subscription: a },
    { pattern: ">", queue: undefined, subscription: a },
    { pattern: "*", queue: "q", subscription: b },
    { pattern: "a.*.c.>", queue: undefined, subscription: b },
    { pattern: "a.*.c.>", queue: undefined, subscription: c },
  ];
  for (const { pattern, queue, subscription } of entries) table.insert(pattern, subscription, queue);
  assertEquals(new Set(table.patterns()), new Set(entries));
});

Deno.test("remove() of everything frees every node", () => {
  const table = new SubjectTable<Sub>();
  const patterns: string[] = [];
  for (let i = 0; i < 3000; i++) patterns.push(`a.${i}.*`, `*.${i % 50}.b.${i}.>`, `room.${i}`, "a.>", ">");
  const many = subs(patterns.length);
  for (const [index, pattern] of patterns.entries()) table.insert(pattern, many[index]!, index % 3 ? undefined : "q");
  assertEquals(table.size, patterns.length);
  for (const [index, pattern] of patterns.entries()) {
    assert(table.remove(pattern, many[index]!, index % 3 ? undefined : "q"));
  }
  assertEquals([table.size, table.stats.nodes, [...table.patterns()]], [0, 0, []]);
  assertEquals(table.match("a.1.x").plain, []);
});
