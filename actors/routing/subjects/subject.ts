/**
 * Subjects and patterns: the dot-separated names that messages are sent to and the wildcards that subscribe to them.
 *
 * @module
 */

const DOT = 0x2e;
const STAR = 0x2a;
const TAIL = 0x3e;

/**
 * Tells whether a message may be sent to `text`: one or more tokens separated by dots, none of them empty, and no
 * space, tab, carriage return or line feed anywhere.
 *
 * Wildcards are plain text in a subject: a message to `foo.*` is delivered to whoever subscribed to `foo.*` or `foo.>`.
 * Where that is unwanted, ask for {@linkcode isLiteral} as well. There is no limit of length.
 *
 * @param text The text to look at.
 * @returns `true` when `text` is a well-formed subject.
 *
 * @example Usage
 * ```ts
 * import { isSubject } from "./subject.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isSubject("fleet.eu.d7.temperature"));
 * assertFalse(isSubject("fleet..d7"));
 * assertFalse(isSubject("a room"));
 * ```
 */
export function isSubject(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x20 || c === 0x09 || c === 0x0a || c === 0x0d) return false;
  }
  return hasWholeTokens(text, 0);
}

/**
 * Tells whether `text` may be subscribed to: a well-formed subject ({@linkcode isSubject}) in which `>`, where it is a
 * whole token, is the last one.
 *
 * A token that is exactly `*` stands for any one token, a last token that is exactly `>` for one or more. Inside a longer
 * token both are plain text: `foo*` and `>x` match only themselves.
 *
 * @param text The text to look at.
 * @returns `true` when `text` is a well-formed pattern.
 *
 * @example Usage
 * ```ts
 * import { isPattern } from "./subject.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isPattern("fleet.*.d7.>"));
 * assertFalse(isPattern("fleet.>.d7"));
 * ```
 */
export function isPattern(text: string): boolean {
  if (!isSubject(text)) return false;
  const tail = wildcardAt(text, TAIL);
  return tail === -1 || tail === text.length - 1;
}

/**
 * Tells whether no token of `text` is a wildcard, so that as a pattern it matches one subject only: itself.
 *
 * @param text A pattern or a subject.
 * @returns `true` when no token is exactly `*` or `>`.
 *
 * @example Usage
 * ```ts
 * import { isLiteral } from "./subject.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isLiteral("room.lobby*"));
 * assertFalse(isLiteral("room.*"));
 * ```
 */
export function isLiteral(text: string): boolean {
  return wildcardAt(text, STAR) === -1 && wildcardAt(text, TAIL) === -1;
}

/**
 * Splits a subject or a pattern into its tokens. Nothing is checked: an empty token comes back as an empty string.
 *
 * @param text A subject or a pattern.
 * @returns The tokens, at least one.
 *
 * @example Usage
 * ```ts
 * import { tokens } from "./subject.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tokens("room.*"), ["room", "*"]);
 * ```
 */
export function tokens(text: string): string[] {
  return text.split(".");
}

/**
 * Tells whether a subscription to `pattern` receives what is sent to `subject`.
 *
 * The subject is taken as literal text, wildcards included. A subject with an empty token is matched by nothing, and a
 * malformed pattern matches nothing. Allocates nothing.
 *
 * @param pattern What is subscribed to.
 * @param subject What a message is sent to.
 * @returns `true` when the message would be delivered.
 *
 * @example Usage
 * ```ts
 * import { matches } from "./subject.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(matches("fleet.*.d7", "fleet.eu.d7"));
 * assert(matches("fleet.>", "fleet.eu.d7"));
 * assertFalse(matches("fleet.>", "fleet"));
 * ```
 */
export function matches(pattern: string, subject: string): boolean {
  const patternEnd = pattern.length;
  const subjectEnd = subject.length;
  let p = 0;
  let s = 0;
  while (true) {
    const tokenStart = s;
    if (isWildcard(pattern, p, TAIL)) return p + 1 === patternEnd && hasWholeTokens(subject, s);
    if (isWildcard(pattern, p, STAR)) {
      p++;
      while (s < subjectEnd && subject.charCodeAt(s) !== DOT) s++;
    } else {
      for (let c; p < patternEnd && (c = pattern.charCodeAt(p)) !== DOT; p++, s++) {
        if (subject.charCodeAt(s) !== c) return false;
      }
      if (s < subjectEnd && subject.charCodeAt(s) !== DOT) return false;
    }
    if (s === tokenStart) return false;
    if (p === patternEnd || s === subjectEnd) return p === patternEnd && s === subjectEnd;
    p++;
    s++;
  }
}

/**
 * Tells whether `wide` matches every subject that `narrow` matches, which is how permissions judge a subscription.
 *
 * @param wide The pattern that should contain the other.
 * @param narrow The pattern that should be contained.
 * @returns `true` when `wide` contains `narrow`; `false` too when either is malformed.
 *
 * @example Usage
 * ```ts
 * import { covers } from "./subject.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(covers("fleet.>", "fleet.*.d7"));
 * assertFalse(covers("fleet.*", "fleet.>"));
 * ```
 */
export function covers(wide: string, narrow: string): boolean {
  if (!isPattern(wide) || !isPattern(narrow)) return false;
  const outer = tokens(wide);
  const inner = tokens(narrow);
  for (const [index, token] of outer.entries()) {
    if (index >= inner.length) return false;
    if (token === ">") return true;
    if (inner[index] === ">") return false;
    if (token !== "*" && token !== inner[index]) return false;
  }
  return outer.length === inner.length;
}

/** Whether the token that starts at `start` is exactly the one character `wildcard`. */
function isWildcard(text: string, start: number, wildcard: number): boolean {
  return text.charCodeAt(start) === wildcard && (start + 1 === text.length || text.charCodeAt(start + 1) === DOT);
}

/** Where the first token that is exactly `wildcard` stands, or -1. */
function wildcardAt(text: string, wildcard: number): number {
  for (let start = 0; start < text.length; start++) {
    if (isWildcard(text, start, wildcard)) return start;
    start = text.indexOf(".", start);
    if (start === -1) return -1;
  }
  return -1;
}

/** Whether the tokens of `text` from `start` on are at least one and none is empty. */
function hasWholeTokens(text: string, start: number): boolean {
  let before = DOT;
  for (let i = start; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === DOT && before === DOT) return false;
    before = c;
  }
  return before !== DOT;
}
