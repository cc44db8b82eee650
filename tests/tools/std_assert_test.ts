import * as std from "@std/assert";
import { assertEquals as assertEqualsAlone } from "@std/assert/equals";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertExists,
  assertFalse,
  assertGreater,
  assertGreaterOrEqual,
  assertInstanceOf,
  AssertionError,
  assertLess,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  equal,
  fail,
} from "@std/assert";

/** Whether the assertion holds, found out without the help of another. */
function holds(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch (error) {
    if (error instanceof AssertionError) return false;
    throw error;
  }
}

/** Fails unless exactly the first kind of assertion holds. */
function expect({ hold, fail }: { hold: Array<() => void>; fail: Array<() => void> }): void {
  for (const assertion of hold) if (!holds(assertion)) throw new Error(`Does not hold: ${assertion}`);
  for (const assertion of fail) if (holds(assertion)) throw new Error(`Holds: ${assertion}`);
}

/** Pairs of values that are equal, and pairs that are not. */
function expectEqual({ same, different }: { same: unknown[][]; different: unknown[][] }): void {
  for (const [a, b] of same) expect({ hold: [() => assertEquals(a, b)], fail: [() => assertNotEquals(a, b)] });
  for (const [a, b] of different) expect({ hold: [() => assertNotEquals(a, b)], fail: [() => assertEquals(a, b)] });
}

Deno.test("@std/assert has the assertions that the project uses, each also under its own path", async () => {
  const paths = {
    "almost-equals": "assertAlmostEquals",
    "assert": "assert",
    "assertion-error": "AssertionError",
    "equal": "equal",
    "equals": "assertEquals",
    "exists": "assertExists",
    "fail": "fail",
    "false": "assertFalse",
    "greater": "assertGreater",
    "greater-or-equal": "assertGreaterOrEqual",
    "instance-of": "assertInstanceOf",
    "less": "assertLess",
    "less-or-equal": "assertLessOrEqual",
    "match": "assertMatch",
    "not-equals": "assertNotEquals",
    "rejects": "assertRejects",
    "strict-equals": "assertStrictEquals",
    "string-includes": "assertStringIncludes",
    "throws": "assertThrows",
  } as const;
  for (const [path, name] of Object.entries(paths)) {
    const alone = await import(`@std/assert/${path}`);
    assertStrictEquals(alone[name], std[name]);
  }
  assertStrictEquals(assertEqualsAlone, assertEquals);
});

Deno.test("AssertionError() keeps its message and its cause", () => {
  const error = new AssertionError("no", { cause: 7 });
  assertInstanceOf(error, Error);
  assertEquals([error.name, error.message, error.cause], ["AssertionError", "no", 7]);
});

Deno.test("assert() and assertFalse() look at truth", () => {
  expect({
    hold: [() => assert(1), () => assert("a"), () => assert([]), () => assertFalse(0), () => assertFalse("")],
    fail: [() => assert(0), () => assert(null), () => assertFalse(1), () => assertFalse({})],
  });
  const value: string | undefined = ["a"].at(0);
  assert(value);
  value satisfies string;
});

Deno.test("assert() fails with the very message it is given", () => {
  assertEquals(assertThrows(() => assert(false, "the reason"), AssertionError).message, "the reason");
  assertEquals(assertThrows(() => assert(false), AssertionError).message, "");
});

Deno.test("assertEquals() compares primitives by value, zeros and NaN as equal", () => {
  expectEqual({
    same: [[1, 1], ["a", "a"], [NaN, NaN], [0, -0], [[0], [-0]], [null, null], [undefined, undefined], [1n, 1n]],
    different: [[1, 2], ["a", "b"], [1, "1"], [null, undefined], [1, 1n], [0, false], ["", null]],
  });
});

Deno.test("assertEquals() compares objects and arrays deeply", () => {
  expectEqual({
    same: [
      [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }],
      [{ a: 1, b: 2 }, { b: 2, a: 1 }],
      [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
      [{ [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 1 }],
    ],
    different: [
      [{ a: { b: 1 } }, { a: { b: 2 } }],
      [[1, 2], [2, 1]],
      [[1, 2, 3], [1, 2]],
      [{}, []],
      [{ [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 2 }],
      [() => 1, () => 1],
    ],
  });
});

Deno.test("assertEquals() tells a property that is undefined from one that is missing", () => {
  expectEqual({
    same: [[{ a: undefined }, { a: undefined }]],
    different: [[{ a: undefined }, {}], [{ a: undefined }, { b: undefined }], [[undefined], []]],
  });
});

Deno.test("assertEquals() compares bytes and other typed arrays element by element", () => {
  expectEqual({
    same: [
      [new Uint8Array([1, 2]), new Uint8Array([1, 2])],
      [new Uint8Array([1, 2, 3]).subarray(1), new Uint8Array([2, 3])],
      [new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
      [new Float64Array([NaN, 0]), new Float64Array([NaN, -0])],
    ],
    different: [
      [new Uint8Array([1, 2]), new Uint8Array([1, 3])],
      [new Uint8Array([0]), new Uint8Array([0, 0])],
      [new Uint8Array([1]), new Int8Array([1])],
      [new Uint8Array([1]), [1]],
      [new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
    ],
  });
});

Deno.test("assertEquals() compares sets and maps without regard to order", () => {
  expectEqual({
    same: [
      [new Set([1, 2, 3]), new Set([3, 2, 1])],
      [new Set([1, new Set([2, 3])]), new Set([new Set([3, 2]), 1])],
      [new Map([["a", { b: 1 }], ["c", { b: 2 }]]), new Map([["c", { b: 2 }], ["a", { b: 1 }]])],
      [new Map([[{ a: 1 }, [1]], [{ a: 2 }, [2]]]), new Map([[{ a: 2 }, [2]], [{ a: 1 }, [1]]])],
    ],
    different: [
      [new Set([1, 2]), new Set([1, 2, 3])],
      [new Set([1, 2]), new Set([1, 3])],
      [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
      [new Map([["a", 1]]), new Map([["a", 2]])],
      [new Map([["a", 1]]), new Map([["b", 1]])],
      [new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 2]])],
      [new Map([[1, 1]]), new Set([1])],
    ],
  });
});

Deno.test("assertEquals() compares dates, patterns and URLs by what they say", () => {
  expectEqual({
    same: [
      [new Date(1), new Date(1)],
      [new Date(NaN), new Date(NaN)],
      [/a/g, /a/g],
      [new URL("http://a/b"), new URL("http://a/b")],
      [new URLSearchParams("a=1"), new URLSearchParams("a=1")],
    ],
    different: [
      [new Date(1), new Date(2)],
      [new Date(NaN), new Date(1)],
      [/a/g, /a/],
      [new URL("http://a/b"), new URL("http://a/c")],
      [new URLSearchParams("a=1"), new URLSearchParams("a=2")],
    ],
  });
});

Deno.test("assertEquals() tells classes apart and reads the getters of an instance", () => {
  class Box {
    constructor(public value: number) {}
  }
  class Crate {
    constructor(public value: number) {}
  }
  class Hidden {
    #value: number;
    constructor(value: number) {
      this.#value = value;
    }
    get value(): number {
      return this.#value;
    }
  }
  expectEqual({
    same: [[new Box(1), new Box(1)], [new Hidden(1), new Hidden(1)]],
    different: [
      [new Box(1), new Box(2)],
      [new Box(1), new Crate(1)],
      [new Box(1), { value: 1 }],
      [new Hidden(1), new Hidden(2)],
    ],
  });
});

Deno.test("assertEquals() follows cycles once", () => {
  const a: { self?: unknown; n: number } = { n: 1 }, b: typeof a = { n: 1 }, c: typeof a = { n: 2 };
  a.self = a;
  b.self = b;
  c.self = c;
  expectEqual({ same: [[a, b]], different: [[a, c]] });
});

Deno.test("assertEquals() says what is not equal, and the caller's message", () => {
  const error = assertThrows(() => assertEquals({ a: "left" }, { a: "right" }, "the reason"), AssertionError);
  for (const part of ["not equal", "the reason", "left", "right"]) assertStringIncludes(error.message, part);
});

Deno.test("equal() throws on what nobody can look into", () => {
  assertThrows(() => equal(new WeakMap(), new WeakMap()), TypeError);
  assertThrows(() => equal(new WeakSet(), new WeakSet()), TypeError);
  assertFalse(equal(new WeakMap(), new WeakSet()));
  assert(equal(new WeakRef([1]), new WeakRef([1])));
});

Deno.test("assertStrictEquals() compares as Object.is() does", () => {
  const object = {};
  expect({
    hold: [() => assertStrictEquals(object, object), () => assertStrictEquals(NaN, NaN)],
    fail: [() => assertStrictEquals(object, {}), () => assertStrictEquals(0, -0), () => assertStrictEquals(1, "1")],
  });
});

Deno.test("assertThrows() returns what was thrown", () => {
  const error = new RangeError("too far");
  const thrower = () => {
    throw error;
  };
  assertStrictEquals(assertThrows(thrower), error);
  assertStrictEquals(assertThrows(thrower, "message"), error);
  assertStrictEquals(assertThrows(thrower, Error), error);
  assertStrictEquals(assertThrows(thrower, RangeError, "far") satisfies RangeError, error);
  assertStrictEquals(
    assertThrows(() => {
      throw 1;
    }),
    1,
  );
});

Deno.test("assertThrows() fails on no error, another class, another message and no Error", () => {
  const thrower = () => {
    throw new RangeError("too far");
  };
  expect({
    hold: [() => void assertThrows(thrower, RangeError, "")],
    fail: [
      () => void assertThrows(() => 1),
      () => void assertThrows(() => 1, Error),
      () => void assertThrows(thrower, TypeError),
      () => void assertThrows(thrower, RangeError, "near"),
      () =>
        void assertThrows(() => {
          throw "too far";
        }, Error),
    ],
  });
});

Deno.test("assertThrows() looks for text without regard to colours", () => {
  assertThrows(
    () => {
      throw new Error("\x1b[31mred\x1b[39m wine");
    },
    Error,
    "red wine",
  );
});

Deno.test("assertRejects() resolves to what the promise rejected with", async () => {
  const error = new RangeError("too far");
  assertStrictEquals(await assertRejects(() => Promise.reject(error)), error);
  assertStrictEquals(await assertRejects(() => Promise.reject(error), "message"), error);
  assertStrictEquals(await assertRejects(() => Promise.reject(error), RangeError, "far") satisfies RangeError, error);
  assertStrictEquals(await assertRejects(() => Promise.reject(1)), 1);
});

Deno.test("assertRejects() fails on no rejection, another error, and a throw instead of a promise", async () => {
  const rejecting = () => Promise.reject(new RangeError("too far"));
  const failing = [
    () => assertRejects(() => Promise.resolve(1)),
    () => assertRejects(rejecting, TypeError),
    () => assertRejects(rejecting, RangeError, "near"),
    () => assertRejects(() => Promise.reject("too far"), Error),
    () =>
      assertRejects(() => {
        throw new RangeError("too far");
      }, RangeError),
    () => assertRejects((() => 1) as unknown as () => Promise<number>),
  ];
  for (const assertion of failing) {
    const reason: unknown = await assertion().then(() => undefined, (error) => error);
    assertInstanceOf(reason, AssertionError, `${assertion}`);
  }
});

Deno.test("assertInstanceOf() and assertExists() narrow the type", () => {
  const value: unknown = new Date(1);
  assertInstanceOf(value, Date);
  assertEquals(value.getTime(), 1);
  const maybe = [1, undefined].at(0);
  assertExists(maybe);
  maybe satisfies number;
  expect({
    hold: [() => assertInstanceOf([], Array), () => assertInstanceOf([], Object), () => assertExists(0)],
    fail: [
      () => assertInstanceOf({}, Date),
      () => assertInstanceOf(null, Object),
      () => assertInstanceOf(1, Number),
      () => assertExists(null),
      () => assertExists(undefined),
    ],
  });
});

Deno.test("assertMatch() and assertStringIncludes() look into text", () => {
  expect({
    hold: [() => assertMatch("mailroom", /^mail/), () => assertStringIncludes("mailroom", "lro")],
    fail: [() => assertMatch("mailroom", /^room/), () => assertStringIncludes("mailroom", "Mail")],
  });
});

Deno.test("assertAlmostEquals() allows a ten-millionth of the expected value, or the tolerance", () => {
  expect({
    hold: [
      () => assertAlmostEquals(0.1 + 0.2, 0.3),
      () => assertAlmostEquals(1_000_000.05, 1_000_000),
      () => assertAlmostEquals(5, 6, 1),
      () => assertAlmostEquals(Infinity, Infinity),
    ],
    fail: [
      () => assertAlmostEquals(1_000_000.2, 1_000_000),
      () => assertAlmostEquals(1e-8, 2e-8),
      () => assertAlmostEquals(5, 6, 0.5),
      () => assertAlmostEquals(NaN, 1),
    ],
  });
});

Deno.test("assertGreater() and its kin compare in order", () => {
  expect({
    hold: [
      () => assertGreater(2, 1),
      () => assertGreaterOrEqual(1, 1),
      () => assertLess("a", "b"),
      () => assertLessOrEqual(1n, 1n),
    ],
    fail: [
      () => assertGreater(1, 1),
      () => assertGreaterOrEqual(0, 1),
      () => assertLess(1, 1),
      () => assertLessOrEqual(2, 1),
      () => assertGreater(NaN, 1),
    ],
  });
});

Deno.test("fail() fails with the message", () => {
  assertStringIncludes(assertThrows(() => fail("the reason"), AssertionError).message, "the reason");
});
