import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { bytes, feedings } from "../framing/_feeding.ts";
import { parse } from "./_recorded.ts";

const word = fc.string({ unit: fc.constantFrom("a", "b", "$", "*", ">", "\x01", "\xe9"), minLength: 1, maxLength: 6 });
const payload = fc.string({ unit: fc.constantFrom("x", "\r", "\n", "M", " ", "\x00", "\xff"), maxLength: 12 });
const frame = fc.oneof(
  fc.constantFrom("PING\r\n", "PONG\r\n", "PEERS [1,2]\r\n"),
  fc.tuple(word, word, fc.option(word), payload).map(([account, subject, reply, text]) =>
    `M ${account} ${subject} ${reply === null ? "" : `${reply} `}${text.length}\r\n${text}\r\n`
  ),
  fc.tuple(word, word, fc.option(word), payload, payload, fc.array(word, { maxLength: 3 }), fc.boolean()).map(
    ([account, subject, reply, headers, text, queues, only]) => {
      const bits = (reply === null ? 0 : 1) + (only ? 2 : 0);
      const rest = [...reply === null ? [] : [reply], ...queues].map((each) => ` ${each}`).join("");
      const size = headers.length + text.length;
      return `X ${account} ${subject} ${bits} ${headers.length} ${size}${rest}\r\n${headers}${text}\r\n`;
    },
  ),
  fc.tuple(fc.constantFrom("a", "a.b", "a.*", ">"), fc.option(word), fc.nat({ max: 12 })).map(
    ([subject, queue, count]) => {
      if (count === 0) return `S- $G ${subject}${queue === null ? "" : ` ${queue}`}\r\n`;
      return `S+ $G ${subject}${queue === null ? "" : ` ${queue} ${count}`}\r\n`;
    },
  ),
);
const stream = fc.array(frame, { maxLength: 8 }).map((frames) => frames.join(""));
const places = fc.array(fc.nat({ max: 400 }), { maxLength: 8 });

Deno.test("NodeParser reads messages with and without reply, headers, and queue groups", () => {
  const text =
    "M $G a.b 5\r\nhello\r\nM $G a.b re.ply 2\r\nhi\r\nX $G q 3 4 6 r w v\r\nheadup\r\nX $G q 0 0 1\r\n.\r\n";
  assertEquals(parse([bytes(text)]), [
    "message $G a.b ∅ all[] |hello",
    "message $G a.b re.ply all[] |hi",
    "message $G q r only[w,v] head|up",
    "message $G q ∅ all[] |.",
  ]);
});

Deno.test("NodeParser reads interest that comes, changes and goes", () => {
  assertEquals(parse([bytes("S+ $G a.>\r\nS+ $G a w 3\r\nS- $G a w\r\nS- $G a.>\r\n")]), [
    "wish $G a.> ∅ 1",
    "wish $G a w 3",
    "wish $G a w 0",
    "wish $G a.> ∅ 0",
  ]);
});

Deno.test("NodeParser calls the same for frames however they are cut", () => {
  fc.assert(
    fc.property(stream, places, (stream, places) => {
      const [whole, ...others] = feedings(bytes(stream), places).map((chunks) => parse(chunks));
      assert(!whole!.some((call) => call.startsWith("fault")), `a fault in ${JSON.stringify(stream)}: ${whole}`);
      for (const other of others) assertEquals(other, whole);
    }),
    { numRuns: 800 },
  );
});

Deno.test("NodeParser calls the same for damaged frames however they are cut, and nothing behind a fault", () => {
  const damage = fc.tuple(stream, fc.nat({ max: 300 }), fc.constantFrom("", " ", "\r", "\n", "M", "\xff", "9"));
  fc.assert(
    fc.property(damage, places, ([stream, place, instead], places) => {
      const at = place % (stream.length + 1);
      const damaged = stream.slice(0, at) + instead + stream.slice(at + 1);
      const [whole, ...others] = feedings(bytes(damaged), places).map((chunks) => parse(chunks));
      for (const other of others) assertEquals(other, whole);
      const fault = whole!.findIndex((call) => call.startsWith("fault"));
      assert(fault < 0 || fault === whole!.length - 1, "it went on behind a fault");
    }),
    { numRuns: 1_500 },
  );
});

Deno.test("NodeParser takes any bytes without throwing, before and after it is open", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), places, fc.boolean(), (bytes, places, open) => {
      for (const chunks of feedings(bytes, places)) parse(chunks, open);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("NodeParser faults lines that are no frames", () => {
  const wrong = [
    "HELLO\r\n",
    "PING\n",
    "M $G a\r\n",
    "M $G a \r\n",
    "M $G a b c\r\n",
    "M $G  5\r\nhello\r\n",
    "M $G a 5\r\nhello!\r\n",
    "M $G a 999999999\r\n",
    "M $G a 1234567890\r\n",
    "X $G a 4 0 1\r\n.\r\n",
    "X $G a 0 2 1\r\n.\r\n",
    "X $G a 1 0 1\r\n.\r\n",
    "X $G a 0 0 1 q  w\r\n.\r\n",
    "X $G a 0 -1 1\r\n.\r\n",
    "X $G a\rb 0 0 1\r\n.\r\n",
    "X $G a 0 0 1 \r\n.\r\n",
    "X $G a 00 0 1\r\n.\r\n",
    "X  a 0 0 1\r\n.\r\n",
    "X $G  0 0 1\r\n.\r\n",
    "X $G a 0 0\r\n",
    "X\r\n",
    "S+ $G a..b\r\n",
    "S+ $G a w\r\n",
    "S+ $G a w 0\r\n",
    "S+ $G a w 1 2\r\n",
    "S- $G a w 1\r\n",
    "S+ $G\r\n",
  ];
  for (const line of wrong) {
    const calls = parse([bytes(line)]);
    assertEquals(calls.length, 1, JSON.stringify(line));
    assertStringIncludes(calls[0]!, "fault", JSON.stringify(line));
  }
});

Deno.test("NodeParser knows no frames before it is open, and no line of more than 4,096 bytes", () => {
  assertEquals(parse([bytes("M $G a 1\r\n")], false), ["opening M $G a 1"]);
  assertEquals(parse([bytes(`NODE ${"x".repeat(4_091)}\r\n`)], false)[0]!.slice(0, 12), "opening NODE");
  assertEquals(parse([bytes(`NODE ${"x".repeat(4_092)}\r\n`)], false), ["fault a line of more than 4096 bytes"]);
  assertEquals(parse([bytes("x".repeat(4_098))], false), ["fault a line of more than 4096 bytes"]);
});

Deno.test("NodeParser hears a refusal before and after it is open", () => {
  assertEquals(parse([bytes("-ERR 'wrong secret'\r\n")], false), ["refused wrong secret"]);
  assertEquals(parse([bytes("-ERR 'the server goes'\r\n")]), ["refused the server goes"]);
});
