import { assert, assertEquals, assertFalse, assertLessOrEqual, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { type Match, SubjectTable } from "../../../../actors/routing/subjects/subject_table.ts";

interface Sub {
  readonly id: number;
}

interface Entry {
  readonly pattern: string;
  readonly queue: string | undefined;
  readonly subscription: Sub;
}

type Step =
  | { type: "insert" | "remove"; pattern: string; who: number; queue: string | undefined }
  | { type: "removeNth"; nth: number }
  | { type: "match"; subject: string };

const SUBS: Sub[] = [0, 1, 2, 3].map((id) => ({ id }));

const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("*", ">", "a", "a.*", "a.>", "*.a", "a.b", "*.*", "a.*.b", "a.*.>") },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom("a", "b", "*", ">") },
        { weight: 4, arbitrary: fc.constantFrom("a*", ">x") },
        fc.constantFrom("", " "),
      ),
      { minLength: 1, maxLength: 4 },
    ).map((tokens) => tokens.join(".")),
  },
);
const subject = fc.array(
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom("a", "b") }, fc.constantFrom("*", ">", "a*", ">x", "c", "")),
  { minLength: 1, maxLength: 4 },
).map((tokens) => tokens.join("."));
const queue = fc.option(fc.constantFrom("q", "r"), { nil: undefined });
const who = fc.nat(SUBS.length - 1);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("insert" as const), pattern: name, who, queue }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("removeNth" as const), nth: fc.nat(50) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("remove" as const), pattern: name, who, queue }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("match" as const), subject }) },
);

/** The rules as they are told, without a thought for speed. */
function naiveMatch(pattern: string[], tokens: string[]): boolean {
  if (tokens.includes("")) return false;
  const [first, ...rest] = pattern;
  if (first === undefined) return tokens.length === 0;
  if (tokens.length === 0) return false;
  if (first === ">") return true;
  return (first === "*" || first === tokens[0]) && naiveMatch(rest, tokens.slice(1));
}

function isValid(pattern: string): boolean {
  const tokens = pattern.split(".");
  const tail = tokens.indexOf(">");
  return !tokens.includes("") && !pattern.includes(" ") && (tail === -1 || tail === tokens.length - 1);
}

/** A table as it would be written without a thought for speed. */
class Model {
  entries: Entry[] = [];

  find(pattern: string, subscription: Sub, queue: string | undefined): Entry | undefined {
    return this.entries.find((entry) =>
      entry.pattern === pattern && entry.subscription === subscription && entry.queue === queue
    );
  }

  insert(pattern: string, subscription: Sub, queue: string | undefined): boolean {
    if (!isValid(pattern) || this.find(pattern, subscription, queue) !== undefined) return false;
    this.entries.push({ pattern, queue, subscription });
    return true;
  }

  remove(pattern: string, subscription: Sub, queue: string | undefined): boolean {
    const found = this.find(pattern, subscription, queue);
    this.entries = this.entries.filter((entry) => entry !== found);
    return found !== undefined;
  }

  /** Literal patterns, and the beginnings of the others up to a last `>`. */
  get nodes(): number {
    const nodes = new Set<string>();
    for (const { pattern } of this.entries) {
      const tokens = pattern.split(".");
      if (!tokens.includes("*") && !tokens.includes(">")) nodes.add(`literal ${pattern}`);
      else tokens.forEach((token, index) => token !== ">" && nodes.add(tokens.slice(0, index + 1).join(".")));
    }
    return nodes.size;
  }

  match(subject: string): string {
    const found = this.entries.filter(({ pattern }) => naiveMatch(pattern.split("."), subject.split(".")));
    const plain = found.filter(({ queue }) => queue === undefined).map(({ subscription }) => subscription);
    const queues = [...new Set(found.map(({ queue }) => queue))].filter((queue) => queue !== undefined);
    const groups = queues.map((queue) => ({
      queue,
      members: found.filter((entry) => entry.queue === queue).map(({ subscription }) => subscription),
    }));
    return described(plain, groups);
  }
}

/** A match's content in one fixed order. */
function described(plain: readonly Sub[], groups: Match<Sub>["groups"]): string {
  const ids = (list: readonly Sub[]) => list.map(({ id }) => id).sort().join(" ");
  return [`plain: ${ids(plain)}`, ...groups.map(({ queue, members }) => `${queue}: ${ids(members)}`).sort()].join("; ");
}

function listed(entries: Iterable<Entry>): string[] {
  return Array.from(entries, ({ pattern, queue, subscription }) => `${pattern} ${queue} ${subscription.id}`).sort();
}

interface Returned {
  readonly subject: string;
  readonly match: Match<Sub>;
  readonly content: string;
  valid: boolean;
}

/** Runs the steps on a table and on the model, and compares all that can be seen after each. */
function check(steps: readonly Step[], cacheCapacity: number): void {
  const table = new SubjectTable<Sub>({ cacheCapacity });
  const model = new Model();
  const returned: Returned[] = [];
  for (const step of steps) {
    let changed: string | undefined;
    if (step.type === "match") {
      const match = table.match(step.subject);
      assertEquals(described(match.plain, match.groups), model.match(step.subject));
      const before = returned.find((earlier) => earlier.valid && earlier.subject === step.subject);
      if (before !== undefined) assertStrictEquals(match, before.match);
      else returned.push({ subject: step.subject, match, content: model.match(step.subject), valid: match.valid });
    } else {
      const { pattern, queue, subscription } = step.type === "removeNth"
        ? model.entries[step.nth % model.entries.length] ??
          { pattern: "none", queue: undefined, subscription: SUBS[0]! }
        : { ...step, subscription: SUBS[step.who]! };
      const method = step.type === "insert" ? "insert" : "remove";
      const expected = model[method](pattern, subscription, queue);
      assertEquals(table[method](pattern, subscription, queue), expected);
      if (expected) changed = pattern;
    }

    assertEquals(table.size, model.entries.length);
    assertEquals(listed(table.patterns()), listed(model.entries));
    assertEquals(table.stats.nodes, model.nodes);
    assertLessOrEqual(table.stats.cacheSize, cacheCapacity);
    assertEquals(table.stats.cacheSize, new Set(returned.filter(({ match }) => match.valid)).size);
    for (const earlier of returned) {
      assertEquals(described(earlier.match.plain, earlier.match.groups), earlier.content);
      if (earlier.match.valid) assertEquals(earlier.content, model.match(earlier.subject));
      if (!earlier.valid) assertFalse(earlier.match.valid);
      const affected = changed !== undefined && naiveMatch(changed.split("."), earlier.subject.split("."));
      const dropped = earlier.valid && !earlier.match.valid;
      if (dropped && cacheCapacity > 1000) assert(affected);
      earlier.valid = earlier.match.valid;
    }
  }
  for (const { pattern, queue, subscription } of [...model.entries]) {
    assert(table.remove(pattern, subscription, queue));
  }
  assertEquals([table.size, table.stats.nodes], [0, 0]);
}

for (const capacity of [0, 1, 3, 4096]) {
  Deno.test(`SubjectTable with a cache of ${capacity} agrees with a naive table in any order of changes`, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => check(steps, capacity)),
      { numRuns: 600 },
    );
  });
}

Deno.test("SubjectTable agrees with a naive search when it grows large and shrinks again", () => {
  const table = new SubjectTable<Sub>({ cacheCapacity: 64 });
  const model = new Model();
  let state = 7;
  const random = (below: number) => {
    state = Math.imul(state, 1664525) + 1013904223;
    return (state >>> 8) % below;
  };
  const token = () => random(5) === 0 ? "*" : `token${random(40)}`;
  for (let id = 0; id < 4000; id++) {
    const tokens = Array.from({ length: 1 + random(4) }, token);
    if (random(6) === 0) tokens.push(">");
    const entry: Entry = { pattern: tokens.join("."), queue: random(9) === 0 ? "q" : undefined, subscription: { id } };
    assert(table.insert(entry.pattern, entry.subscription, entry.queue));
    model.entries.push(entry);
  }
  const compare = () => {
    for (let i = 0; i < 50; i++) {
      const subject = Array.from({ length: 1 + random(4) }, () => `token${random(40)}`).join(".");
      const { plain, groups } = table.match(subject);
      assertEquals(described(plain, groups), model.match(subject));
    }
  };
  compare();
  const peak = table.stats.nodes;
  while (model.entries.length > 30) {
    const [entry] = model.entries.splice(random(model.entries.length), 1);
    assert(table.remove(entry!.pattern, entry!.subscription, entry!.queue));
    if (model.entries.length % 500 === 0) compare();
  }
  assertLessOrEqual(table.stats.nodes, peak / 8);
  assertEquals(listed(table.patterns()), listed(model.entries));
  compare();
  for (const entry of [...model.entries]) table.insert(entry.pattern, SUBS[0]!);
  for (const entry of model.entries) assert(table.remove(entry.pattern, entry.subscription, entry.queue));
  assertEquals(table.size, new Set(model.entries.map(({ pattern }) => pattern)).size);
});
