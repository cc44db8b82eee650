/**
 * A small stand-in for the assertions of `@std/assert` that this project uses.
 *
 * It is read only where the real package cannot be fetched. Names, signatures and verdicts are those of the real
 * package; the wording of a failure is not.
 *
 * @module
 */

export { assert } from "./assert.ts";
export { assertAlmostEquals } from "./almost_equals.ts";
export { assertEquals } from "./equals.ts";
export { assertExists } from "./exists.ts";
export { assertFalse, type Falsy } from "./false.ts";
export { assertGreater } from "./greater.ts";
export { assertGreaterOrEqual } from "./greater_or_equal.ts";
export { type AnyConstructor, assertInstanceOf, type GetConstructorType } from "./instance_of.ts";
export { assertLess } from "./less.ts";
export { assertLessOrEqual } from "./less_or_equal.ts";
export { assertMatch } from "./match.ts";
export { assertNotEquals } from "./not_equals.ts";
export { assertRejects } from "./rejects.ts";
export { assertStrictEquals } from "./strict_equals.ts";
export { assertStringIncludes } from "./string_includes.ts";
export { assertThrows } from "./throws.ts";
export { AssertionError } from "./assertion_error.ts";
export { equal } from "./equal.ts";
export { fail } from "./fail.ts";
