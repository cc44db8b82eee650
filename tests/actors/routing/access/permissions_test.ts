import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type PermissionRules, responseLimits } from "../../../../actors/routing/access/permission_rules.ts";
import { Permissions } from "../../../../actors/routing/access/permissions.ts";
import { matches } from "../../../../actors/routing/subjects/subject.ts";

const word = fc.constantFrom("a", "b");
const pattern = fc.tuple(fc.array(fc.oneof(word, fc.constant("*")), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([tokens, tail]) => [...tokens, ...tail ? [">"] : []].join("."));
const patterns = fc.array(fc.oneof(pattern, fc.constant(">")), { maxLength: 4 });
const queue = fc.option(fc.constantFrom("q", "r"), { nil: undefined });

/** Every subject of up to four of two words. */
const SUBJECTS = ["a", "b"].flatMap((first) => grow(first, 3));

function grow(subject: string, more: number): string[] {
  return more === 0 ? [subject] : [subject, ...["a", "b"].flatMap((word) => grow(`${subject}.${word}`, more - 1))];
}

function any(entries: readonly string[], subject: string): boolean {
  return entries.some((entry) => matches(entry, subject));
}

Deno.test("mayPublish() allows what the lists say, however often it is asked", () => {
  fc.assert(fc.property(patterns, patterns, (allow, deny) => {
    const permissions = new Permissions({ publish: { allow, deny } });
    for (let round = 0; round < 2; round++) {
      for (const subject of SUBJECTS) {
        const wanted = (allow.length === 0 || any(allow, subject)) && !any(deny, subject);
        assertStrictEquals(permissions.mayPublish(subject), wanted, subject);
      }
    }
  }));
});

Deno.test("a subscription hears nothing but what is allowed and not denied", () => {
  fc.assert(fc.property(patterns, patterns, pattern, queue, (allow, deny, wanted, queue) => {
    const permissions = new Permissions({ subscribe: { allow, deny } });
    if (!permissions.maySubscribe(wanted, queue)) return;
    const filter = permissions.filter(wanted, queue);
    for (const subject of SUBJECTS.filter((subject) => matches(wanted, subject))) {
      const good = (allow.length === 0 || any(allow, subject)) && !any(deny, subject);
      // What is neither allowed nor denied could not be filtered: such a pattern must have been refused.
      if (filter?.(subject) === true) assert(any(deny, subject), subject);
      else assert(good, subject);
    }
  }));
});

Deno.test("maySubscribe() allows whatever is within one allowed pattern and touches no denied one", () => {
  fc.assert(fc.property(patterns, pattern, (others, wanted) => {
    assert(new Permissions({ subscribe: { allow: [...others, wanted] } }).maySubscribe(wanted));
    assert(new Permissions({ subscribe: { allow: [">"], deny: ["c.>"] } }).maySubscribe(wanted));
  }));
});

Deno.test("maySubscribe() judges a pattern as text", () => {
  const permissions = new Permissions({ subscribe: { allow: ["x.>", "y.*"] } });
  assert(permissions.maySubscribe("x.*"));
  assert(permissions.maySubscribe("x.>"));
  assert(permissions.maySubscribe("y.*"));
  assertFalse(permissions.maySubscribe(">"));
  assertFalse(permissions.maySubscribe("*.a"));
  assertFalse(permissions.maySubscribe("y.>"), "it would hear y.a.b");
});

Deno.test("maySubscribe() grants queue groups apart from others", () => {
  const permissions = new Permissions({ subscribe: { allow: ["jobs work.*", "free"], deny: ["free bad", "dead"] } });
  assert(permissions.maySubscribe("jobs", "work.eu"));
  assertFalse(permissions.maySubscribe("jobs", "work"));
  assertFalse(permissions.maySubscribe("jobs"));
  assert(permissions.maySubscribe("free"));
  assert(permissions.maySubscribe("free", "good"));
  assertFalse(permissions.maySubscribe("free", "bad"));
  assertFalse(new Permissions({ subscribe: { deny: ["dead", "dead q"] } }).maySubscribe("dead", "other"));
});

Deno.test("filter() is there only where something is to be kept back", () => {
  const permissions = new Permissions({ subscribe: { deny: ["a.secret", "*.c.x q"] } });
  assertStrictEquals(permissions.filter("a.b"), undefined);
  assertStrictEquals(permissions.filter("b.*"), undefined);
  assertStrictEquals(permissions.filter("b.*.*"), undefined);
  assertStrictEquals(permissions.filter("b.*.*", "r"), undefined);
  const filter = permissions.filter("a.*")!;
  assertEquals([filter("a.secret"), filter("a.other")], [true, false]);
  assertEquals(permissions.filter("b.*.*", "q")!("b.c.x"), true);
});

Deno.test("an empty list restricts nothing, and the right to answer restricts all else", () => {
  const open = new Permissions({ publish: { allow: [] }, subscribe: { allow: [] } });
  assert(open.mayPublish("a") && open.maySubscribe(">"));
  assertFalse(new Permissions({ allowResponses: true }).mayPublish("a"));
  assertFalse(new Permissions({ publish: { deny: ["b"] }, allowResponses: true }).mayPublish("a"));
  assert(new Permissions({ publish: { allow: ["a"] }, allowResponses: true }).mayPublish("a"));
});

Deno.test("judgements are forgotten, not gathered without end", () => {
  const permissions = new Permissions({ publish: { allow: ["a.>"] } });
  for (let i = 0; i < 5_000; i++) {
    assert(permissions.mayPublish(`a.${i}`));
    assertFalse(permissions.mayPublish(`b.${i}`));
  }
  assert(permissions.mayPublish("a.0"));
});

Deno.test("Permissions refuses what is no pattern, and says what is wanted", () => {
  const wrong: [PermissionRules, string][] = [
    [{ publish: { allow: ["a..b"] } }, '"a..b": wanted tokens separated by dots'],
    [{ publish: { deny: ["a q"] } }, '"a q": wanted tokens separated by dots'],
    [{ subscribe: { allow: ["a q r"] } }, "perhaps with a blank and a queue behind"],
  ];
  for (const [rules, text] of wrong) assertThrows(() => new Permissions(rules), TypeError, text);
  assertThrows(() => new Permissions({ allowResponses: { max: NaN } }), RangeError, "max NaN");
});

Deno.test("responseLimits() fills in what is left out", () => {
  assertEquals(responseLimits(), undefined);
  assertEquals(responseLimits(true), { max: 1, expires: 120_000 });
  assertEquals(responseLimits({ max: 5 }), { max: 5, expires: 120_000 });
  assertEquals(responseLimits({ max: -1, expires: -1 }), { max: Infinity, expires: Infinity });
});
