import { assertEquals, assertInstanceOf, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ConfigError } from "../../../server/config/config_error.ts";
import { parseConfig } from "../../../server/config/parse.ts";
import { plain } from "./_config.ts";

/** How a text is refused. */
function fault(text: string, include?: (path: string) => string | undefined): string {
  const sources = include === undefined ? {} : { include };
  return assertThrows(() => parseConfig(text, "test.conf", sources), ConfigError).message;
}

Deno.test("parseConfig() takes a colon, an equals sign or nothing between key and value", () => {
  const wanted = { a: 1, b: 2, c: 3, d: { e: 4 }, f: { g: 5 }, h: { i: 6 } };
  assertEquals(plain("a: 1\nb = 2\nc 3\nd { e: 4 }\nf: { g: 5 }\nh = { i: 6 }"), wanted);
  assertEquals(plain("a:1,b=2;c 3\r\nd{e:4},f:{g:5}\nh={i 6}"), wanted);
});

Deno.test("parseConfig() leaves colons, equals signs, slashes and wildcards in bare values", () => {
  assertEquals(plain("listen 127.0.0.1:4222\nroute nats://h:1/x\nurl: http://a?b=c\nsubject q.*\nall: foo.>"), {
    listen: "127.0.0.1:4222",
    route: "nats://h:1/x",
    url: "http://a?b=c",
    subject: "q.*",
    all: "foo.>",
  });
});

Deno.test("parseConfig() passes over comments, blanks of any kind and empty lines", () => {
  assertEquals(plain("\uFEFF# one\n\n// two\na: 1 # three\n\t\f\v\u00a0b: 2 // four\n,;\n#end"), { a: 1, b: 2 });
  assertEquals(plain(""), {});
});

Deno.test("parseConfig() knows switches, numbers and sizes by their form, and texts by their quotes", () => {
  assertEquals(plain(`a: [true, YES, on, false, No, off]\nb: [-1, 1.5, 007, "7", 'true']`), {
    a: [true, true, true, false, false, false],
    b: [-1, 1.5, 7, "7", "true"],
  });
  assertEquals(plain("s: [1k, 1K, 1kb, 1Ki, 1KiB, 64MB, 2g]"), {
    s: [1_000, 1_000, 1_024, 1_024, 1_024, 64 << 20, 2e9],
  });
  assertEquals(plain("t: [1x, 10.0.0.1, 2s, -, --1]"), { t: ["1x", "10.0.0.1", "2s", "-", "--1"] });
});

Deno.test("parseConfig() reads escapes in double quotes, and none in single ones", () => {
  assertEquals(plain(String.raw`a: "x\n\t\r\"\\\x41\x7e", b: 'y\n"'`), { a: 'x\n\t\r"\\A~', b: 'y\\n"' });
  assertEquals(plain(`"a b": 1, 'c': "# no comment"`), { "a b": 1, c: "# no comment" });
});

Deno.test("parseConfig() keeps the last value of a key, and takes no name for anything else", () => {
  assertEquals(plain("a: 1\na: 2\nconstructor: 3\n__proto__: 4"), {
    a: 2,
    constructor: 3,
    ["__proto__"]: 4,
  });
});

Deno.test("parseConfig() counts the lines of what it reads", () => {
  const block = parseConfig("# one\na: 1\nb: 'x\ny'\nc: {\n  d: 1\n}", "test.conf");
  assertEquals([...block.values()].map(({ line }) => line), [2, 3, 5]);
  const inner = block.get("c")!.value;
  assertInstanceOf(inner, Map);
  assertEquals(inner.get("d"), { value: 1, file: "test.conf", line: 6 });
});

Deno.test("parseConfig() takes variables from the block, those around it, and the environment", () => {
  const env = (name: string) => ({ PORT: "4333", ON: "yes" })[name];
  assertEquals(plain("x: 1\nb: { y: 2, c: [$x, $y, $PORT, $ON] }", { env }), {
    x: 1,
    b: { y: 2, c: [1, 2, 4333, true] },
  });
  assertEquals(fault("a: 1\nb: $a_\n"), 'test.conf:2: there is no key or environment variable "a_"');
  assertEquals(fault("a: $a"), 'test.conf:1: there is no key or environment variable "a"');
});

Deno.test("parseConfig() includes files beside the one that names them, and names them in errors", () => {
  const files: Record<string, string> = { "dir/one.conf": "b: $a\ninclude 'two.conf'", "dir/two.conf": "c: 3" };
  const include = (path: string) => files[path];
  assertEquals(plain("a: 1\ninclude dir/one.conf\nd: $c", { include }), { a: 1, b: 1, c: 3, d: 3 });
  const block = parseConfig("include dir/one.conf", "/etc/x.conf", {
    include: (path) => path === "/etc/dir/one.conf" ? "\nk: 1" : undefined,
  });
  assertEquals(block.get("k"), { value: 1, file: "/etc/dir/one.conf", line: 2 });
  assertEquals(fault("\ninclude none.conf", include), 'test.conf:2: cannot include "none.conf"');
  assertEquals(fault("include bad.conf", () => "a: 1\n}"), "bad.conf:2: cannot use }: wanted a key");
});

Deno.test("parseConfig() ends files that include themselves, and blocks without end", () => {
  assertEquals(
    fault("include test.conf", () => "include test.conf"),
    "test.conf:1: files include each other more than 8 deep",
  );
  assertEquals(fault("a{".repeat(100_000)), "test.conf:1: wanted at most 100 blocks in each other");
  assertEquals(fault(`a: ${"[".repeat(100_000)}`), "test.conf:1: wanted at most 100 blocks in each other");
  assertEquals(plain(`${"a{".repeat(100)}${"}".repeat(100)} b: [[1], {c: 2}]`) instanceof Object, true);
});

Deno.test("parseConfig() says what is wrong, and in which line", () => {
  assertEquals(fault("a: 1\nb:"), 'test.conf:2: cannot use end: wanted a value for "b"');
  assertEquals(fault("a:\n1"), 'test.conf:1: cannot use separator: wanted a value for "a"');
  assertEquals(fault("a {\nb: 1"), "test.conf:2: cannot use end: wanted a key");
  assertEquals(fault("a: [1"), "test.conf:1: cannot use end: wanted a value or ]");
  assertEquals(fault("a: [1}"), "test.conf:1: cannot use }: wanted a value or ]");
  assertEquals(fault("}"), "test.conf:1: cannot use }: wanted a key");
  assertEquals(fault(": 1"), 'test.conf:1: cannot use ":": wanted a key before it');
  assertEquals(fault('\na: "x\n'), 'test.conf:2: wanted a " at the end of the text that begins here');
  assertEquals(fault("a: 'x"), "test.conf:1: wanted a ' at the end of the text that begins here");
  assertEquals(fault('a: "\\x4g"'), 'test.conf:1: wanted one of \\n \\t \\r \\" \\\\ \\xHH for a backslash');
  assertEquals(fault("include {"), "test.conf:1: cannot use {: wanted the path of a file");
});

/** Texts made of what means something in a configuration, so that many are nearly right. */
const nearly = fc.array(
  fc.constantFrom(..."{}[]:=,;\n #'\"\\$ab1-\t\r", "//", "include ", "true", "port", "64MB", "\f", "é", "\ud800"),
  { maxLength: 40 },
).map((parts) => parts.join(""));

Deno.test("parseConfig() reads or refuses any text, with nothing but a ConfigError that has a line", () => {
  const anything = fc.oneof(
    nearly,
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => new TextDecoder().decode(bytes)),
  );
  fc.assert(
    fc.property(anything, (text) => {
      try {
        parseConfig(text, "x", { include: (path) => path.length % 2 === 0 ? text : undefined });
      } catch (error) {
        assertInstanceOf(error, ConfigError);
        assertMatch(error.message, /^.*:[1-9]\d*: ./s);
      }
    }),
    { numRuns: 5_000 },
  );
});

type Tree = string | number | boolean | Tree[] | { [key: string]: Tree };

const key = fc.stringMatching(/^[a-z_][\w.*>-]{0,8}$/).filter((key) => key !== "include");
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.boolean(),
    fc.string({ unit: fc.constantFrom(..."ab \n\t\r\"\\'#:={}[]$é") }),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

Deno.test("parseConfig() reads back what is written in any of its forms", () => {
  const assign = fc.constantFrom(": ", "=", " ", " :\t");
  const end = fc.constantFrom("\n", ",", " ; ", " # note\n", "\r\n// note\n");
  const style = fc.record({ assign, end });
  fc.assert(
    fc.property(fc.dictionary(key, tree, { maxKeys: 4, noNullPrototype: true }), style, (value, { assign, end }) => {
      const write = (value: Tree): string => {
        if (typeof value === "string") return quote(value);
        if (Array.isArray(value)) return `[${value.map((each) => write(each) + end).join("")}]`;
        return typeof value === "object" ? `{${items(value)}}` : String(value);
      };
      const items = (block: { [key: string]: Tree }) =>
        Object.entries(block).map(([key, value]) => `${key}${assign}${write(value)}${end}`).join("");
      assertEquals(plain(items(value)), value);
    }),
    { numRuns: 1_000 },
  );
});

function quote(text: string): string {
  if (!text.includes("'") && text.length % 2 === 0) return `'${text}'`;
  const escapes: Record<string, string> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\" };
  return `"${text.replaceAll(/[\n\t\r"\\]/g, (char) => escapes[char]!)}"`;
}
