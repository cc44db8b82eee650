import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { type Args, parseArgs, type ParseOptions } from "@std/cli";
import { parseArgs as parseArgsAlone } from "@std/cli/parse-args";

/** Whether two types are the same, not merely assignable to each other. */
type IsSame<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles if the two types are the same. */
function assertType<A, B>(_same: IsSame<A, B>): void {}

/** What the `unknown` callback is asked about. */
function askedAbout(args: string[], options: ParseOptions): unknown[] {
  const asked: unknown[] = [];
  const unknown = (...about: unknown[]) => {
    asked.push(about);
    return false;
  };
  const withUnknown: ParseOptions = { ...options, unknown };
  const { _, ...flags } = parseArgs(args, withUnknown);
  return [asked, flags];
}

Deno.test("@std/cli/parse-args is the parser of @std/cli", () => {
  assertStrictEquals(parseArgsAlone, parseArgs);
});

Deno.test("parseArgs() without options guesses what each argument is", () => {
  assertEquals(parseArgs(["serve", "--port", "9000", "--host=::1", "-v", "--deep", "-n", "-", "7", "1e3x"]), {
    _: ["serve", 7, "1e3x"],
    port: 9000,
    host: "::1",
    v: true,
    deep: true,
    n: "-",
  });
});

Deno.test("parseArgs() turns text that looks like a number into one, unless the flag is a string", () => {
  assertEquals(parseArgs(["--a", "0x10", "--b=1e3", "--c", " ", "--d", "10f", "--e=.5", "007"]), {
    _: [7],
    a: 16,
    b: 1000,
    c: " ",
    d: "10f",
    e: 0.5,
  });
  assertEquals(parseArgs(["--a", "007", "-b", "1"], { string: ["a", "b"] }), { _: [], a: "007", b: "1" });
  assertEquals([...parseArgs(["008"], { string: ["_"] })._], ["008"]);
});

Deno.test("parseArgs() reads a string flag without a value as empty", () => {
  assertEquals(parseArgs(["--name", "--other"], { string: ["name", "other", "third"] }), {
    _: [],
    name: "",
    other: "",
  });
});

Deno.test("parseArgs() never takes an argument that begins with a hyphen as a value", () => {
  assertEquals(parseArgs(["--a", "-b", "--c", "-1", "--d=-1"], { string: ["a"] }), {
    _: [],
    a: "",
    b: true,
    c: true,
    1: true,
    d: -1,
  });
});

Deno.test("parseArgs() gives boolean flags no value but true and false, and false when absent", () => {
  const options = { boolean: ["a", "b"] } as const;
  assertEquals(parseArgs(["--a", "x"], options), { _: ["x"], a: true, b: false });
  assertEquals(parseArgs(["--a", "false", "-b", "true"], options), { _: [], a: false, b: true });
  assertEquals(parseArgs(["--a=false", "--b=no"], options), { _: [], a: false, b: true });
});

Deno.test("parseArgs() with boolean: true makes every long flag without equals sign a boolean", () => {
  assertEquals(parseArgs(["--a", "x", "--b=y", "-c", "5"], { boolean: true }), { _: ["x"], a: true, b: "y", c: 5 });
});

Deno.test("parseArgs() lets the last of several values win, or collects them", () => {
  assertEquals(parseArgs(["--a", "1", "--a", "2"]), { _: [], a: 2 });
  assertEquals(parseArgs(["--a", "1", "--a=2", "--b", "--b"], { string: ["a", "c"], collect: ["a", "b", "c"] }), {
    _: [],
    a: ["1", "2"],
    b: [true, true],
    c: [],
  });
});

Deno.test("parseArgs() negates with --no- only what is negatable", () => {
  assertEquals(parseArgs(["--no-a", "--no-b"], { boolean: ["a", "b"], negatable: ["a"], default: { a: true } }), {
    _: [],
    a: false,
    b: false,
    "no-b": true,
  });
  assertEquals(parseArgs(["--a", "x", "--no-a"], { string: ["a"], collect: ["a"], negatable: ["a"] }), {
    _: [],
    a: false,
  });
});

Deno.test("parseArgs() fills in defaults for what is absent, as they are", () => {
  assertEquals(parseArgs(["--a", "1"], { string: ["a", "b"], default: { a: "x", b: 9000, c: null } }), {
    _: [],
    a: "1",
    b: 9000,
    c: null,
  });
});

Deno.test("parseArgs() sets all names of a flag together", () => {
  const parsed = parseArgs(["-p", "1", "--help", "x"], {
    string: ["port"],
    boolean: ["h"],
    alias: { port: ["p", "P"], h: "help" },
  });
  assertEquals(parsed, {
    _: ["x"],
    p: "1",
    P: "1",
    port: "1",
    h: true,
    help: true,
  });
  assertEquals(parseArgs([], { alias: { a: "b" }, default: { a: 1 } }), { _: [], a: 1, b: 1 });
  assertEquals(parseArgs(["-H", "1", "--header", "2"], { collect: ["header"], alias: { H: "header" } }), {
    _: [],
    H: [1, 2],
    header: [1, 2],
  });
});

Deno.test("parseArgs() refuses an alias that is undefined", () => {
  assertThrows(() => parseArgs([], { alias: { a: undefined as unknown as string } }), TypeError);
});

Deno.test("parseArgs() leaves what follows -- alone", () => {
  assertEquals(parseArgs(["--a", "--", "--b", "7"]), { _: ["--b", "7"], a: true });
  assertEquals(parseArgs(["x", "--", "--b", "7"], { "--": true }), { _: ["x"], "--": ["--b", "7"] });
  assertEquals(parseArgs(["x"], { "--": true }), { _: ["x"], "--": [] });
});

Deno.test("parseArgs() with stopEarly leaves what follows the first positional argument alone", () => {
  assertEquals(parseArgs(["--a", "1", "serve", "--b", "7"], { stopEarly: true }), { _: ["serve", "--b", "7"], a: 1 });
});

Deno.test("parseArgs() asks about every flag that is not declared, and about positional arguments", () => {
  assertEquals(
    askedAbout(["x", "--a", "--b=1", "--c", "2", "-d", "-e", "3"], {
      boolean: ["a"],
      string: ["b"],
      collect: ["c"],
      alias: { d: "dd" },
      default: { e: 4 },
    }),
    [
      [["x"], ["--c", "c", "2"], ["-e", "e", "3"]],
      { a: true, b: "1", d: true, dd: true, e: 4 },
    ],
  );
  assertEquals(askedAbout(["--a", "--b=1", "-c"], { boolean: true }), [
    [["--b=1", "b", "1"], ["-c", "c", true]],
    { a: true },
  ]);
});

Deno.test("parseArgs() keeps what the unknown callback does not refuse with false", () => {
  assertEquals(parseArgs(["x", "--a"], { unknown: () => undefined }), { _: ["x"], a: true });
});

Deno.test("parseArgs() takes groups of letters apart", () => {
  assertEquals(parseArgs(["-abc", "x"]), { _: [], a: true, b: true, c: "x" });
  assertEquals(parseArgs(["-n5", "-I/usr", "-f=a=b", "-x-", "-y=-"]), {
    _: [],
    n: 5,
    I: "/usr",
    f: "a=b",
    x: "-",
    y: "-",
  });
  assertEquals(parseArgs(["-ab", "x"], { boolean: ["b"], string: ["a"] }), { _: ["x"], a: "", b: true });
});

Deno.test("parseArgs() reads odd arguments as the real parser does", () => {
  assertEquals(parseArgs(["-", "", "--x=", "--=y", "---z", "--no-"]), {
    _: ["-", ""],
    "x=": true,
    "=y": true,
    "-z": true,
    "no-": true,
  });
  assertEquals(parseArgs(["--no-a=b"]), { _: [], a: "b" });
  assertEquals(parseArgs(["--toString", "--text=a\nb"]), { _: [], toString: true, text: "a\nb" });
});

Deno.test("parseArgs() nests names with dots", () => {
  assertEquals(parseArgs(["--a.b", "1", "--a.c.d=x"], { default: { "a.e": 2 } }), {
    _: [],
    a: { b: 1, c: { d: "x" }, e: 2 },
  });
});

Deno.test("parseArgs() types its result by the declarations", () => {
  const none = parseArgs([]);
  // deno-lint-ignore no-explicit-any
  assertType<typeof none, { [x: string]: any; _: (string | number)[] }>(true);

  const some = parseArgs([], { string: ["a", "b"], boolean: ["c", "d"], collect: ["b", "d", "e"] });
  assertType<typeof some, {
    [x: string]: unknown;
    a?: string;
    b: string[];
    c: boolean;
    d: boolean[];
    e: unknown[];
    _: (string | number)[];
  }>(true);

  const all = parseArgs([], {
    string: ["a", "b"],
    boolean: ["c"],
    negatable: ["b"],
    alias: { c: ["k", "l"], b: "m" },
    default: { a: 1, z: 2 },
    "--": true,
  });
  assertType<typeof all, {
    [x: string]: unknown;
    a: string | number;
    b?: string | false;
    m?: string | false;
    c: boolean;
    k: boolean;
    l: boolean;
    z: unknown;
    _: (string | number)[];
    "--": string[];
  }>(true);
});

Deno.test("Args is what parseArgs() returns", () => {
  const args: Args = parseArgs(["x"]);
  assertEquals(args._, ["x"]);
  const options: ParseOptions = { boolean: ["a"] };
  assertEquals(parseArgs(["--a"], options)["a"], true);
});
