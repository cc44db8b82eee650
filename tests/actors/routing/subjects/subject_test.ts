import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  covers,
  isLiteral,
  isPattern,
  isSubject,
  matches,
  tokens,
} from "../../../../actors/routing/subjects/subject.ts";

const TOKENS = ["a", "b", "*", ">", "a*", ">x", "**"];

/** Subjects and patterns over a small alphabet, so that they often match; some are malformed. */
const name = fc.array(fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...TOKENS) }, fc.constant("")), {
  minLength: 1,
  maxLength: 4,
}).map((parts) => parts.join("."));

/** The rules as they are told, without a thought for speed. */
function naiveMatch(pattern: string[], subject: string[]): boolean {
  if (subject.includes("")) return false;
  const [first, ...rest] = pattern;
  if (first === undefined) return subject.length === 0;
  if (subject.length === 0) return false;
  if (first === ">") return rest.length === 0;
  return (first === "*" || first === subject[0]) && naiveMatch(rest, subject.slice(1));
}

const WELL_FORMED: [text: string, pattern: boolean, literal: boolean][] = [
  ["a", true, true],
  ["fleet.eu.d7", true, true],
  ["*", true, false],
  [">", true, false],
  ["a.*.b", true, false],
  ["a.>", true, false],
  ["*.>", true, false],
  ["foo*", true, true],
  [">x.a", true, true],
  ["a.**", true, true],
  ["a.>>.b", true, true],
  ["a.>.b", false, false],
  [">.a", false, false],
  [">.>", false, false],
  ["räume.küche.温度", true, true],
  ["$SYS.x", true, true],
];

Deno.test("isSubject(), isPattern() and isLiteral() judge names with whole tokens", () => {
  for (const [text, pattern, literal] of WELL_FORMED) {
    assertEquals([text, isSubject(text), isPattern(text), isLiteral(text)], [text, true, pattern, literal]);
  }
});

Deno.test("isSubject() and isPattern() refuse empty tokens and blanks", () => {
  for (const text of ["", ".", ".a", "a.", "a..b", "..", "a.>.", " ", "a b", "a.b ", "\ta", "a\r", "a\nb.c"]) {
    assertEquals([text, isSubject(text), isPattern(text)], [text, false, false]);
  }
});

Deno.test("isPattern() accepts a name of very many tokens", () => {
  assertEquals(isPattern("*.".repeat(100_000) + ">"), true);
});

Deno.test("tokens() splits at each dot", () => {
  assertEquals(tokens("a.*.>"), ["a", "*", ">"]);
  assertEquals(tokens("a"), ["a"]);
  assertEquals(tokens("a..b"), ["a", "", "b"]);
});

Deno.test("matches() follows the rules of wildcards", () => {
  const table: [pattern: string, subject: string, expected: boolean][] = [
    ["foo", "foo", true],
    ["foo", "fo", false],
    ["foo", "fooo", false],
    ["foo", "foo.bar", false],
    ["foo.bar", "foo", false],
    ["*", "foo", true],
    ["*", "foo.bar", false],
    ["foo.*", "foo", false],
    ["foo.*", "foo.bar", true],
    ["foo.*", "foo.bar.baz", false],
    ["*.bar", "foo.bar", true],
    ["*.*", "foo.bar", true],
    [">", "foo", true],
    [">", "foo.bar", true],
    ["foo.>", "foo", false],
    ["foo.>", "foo.bar", true],
    ["foo.>", "foo.bar.baz", true],
    ["foo.*.>", "foo.bar", false],
    ["foo*", "foobar", false],
    ["foo*", "foo*", true],
    [">x", ">x", true],
    [">x", "x", false],
    ["foo.*", "foo.*", true],
    ["foo.*", "foo.>", true],
    ["foo.bar", "foo.*", false],
    [">", ">", true],
    ["*", "", false],
    [">", "", false],
    ["foo.*", "foo.", false],
    ["foo.>", "foo.", false],
    ["foo.>", "foo..bar", false],
    ["foo.>", "foo.bar.", false],
    ["*.bar", ".bar", false],
    ["foo..bar", "foo..bar", false],
    ["foo.", "foo.", false],
    ["foo.>.bar", "foo.x.bar", false],
    ["foo.>.bar", "foo.>.bar", false],
  ];
  for (const [pattern, subject, expected] of table) {
    assertEquals([pattern, subject, matches(pattern, subject)], [pattern, subject, expected]);
  }
});

Deno.test("matches() agrees with the rules written down naively", () => {
  fc.assert(
    fc.property(name, name, (pattern, subject) => {
      const expected = isPattern(pattern) && naiveMatch(pattern.split("."), subject.split("."));
      assertEquals(matches(pattern, subject), expected);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("covers() tells whether one pattern contains another", () => {
  const table: [wide: string, narrow: string, expected: boolean][] = [
    ["a.b", "a.b", true],
    ["a.b", "a.*", false],
    ["a.*", "a.b", true],
    ["a.*", "a.*", true],
    ["a.*", "a.>", false],
    ["a.>", "a.*", true],
    ["a.>", "a.>", true],
    ["a.>", "a.*.>", true],
    ["a.*.>", "a.>", false],
    ["a.>", "a", false],
    [">", "*", true],
    ["*", ">", false],
    ["x.>", ">", false],
    ["*.b", "a.*", false],
    ["a.*", "a", false],
    ["a", "a.*", false],
    ["a..b", "a..b", false],
    [">", "a..b", false],
  ];
  for (const [wide, narrow, expected] of table) {
    assertEquals([wide, narrow, covers(wide, narrow)], [wide, narrow, expected]);
  }
});

Deno.test("covers() holds exactly when every subject of the one is a subject of the other", () => {
  // A token that no pattern names, and one level more than patterns have, tell any two patterns apart.
  const subjects: string[] = [];
  const extend = (prefix: string[]) => {
    if (prefix.length > 0) subjects.push(prefix.join("."));
    if (prefix.length < 4) { for (const token of ["a", "b", "other"]) extend([...prefix, token]); }
  };
  extend([]);
  const pattern = fc.array(fc.constantFrom("a", "b", "*", ">"), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(".")).filter(isPattern);
  fc.assert(
    fc.property(pattern, pattern, (wide, narrow) => {
      const contained = subjects.every((subject) => !matches(narrow, subject) || matches(wide, subject));
      assertEquals(covers(wide, narrow), contained);
    }),
    { numRuns: 2000 },
  );
});
