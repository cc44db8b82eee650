import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bytes, feedings } from "../framing/_feeding.ts";
import { places } from "../nats/_arbitraries.ts";
import { LeafParser } from "../../../../transports/protocols/leaf/_leaf_parser.ts";
import { HELD, parse, parsed } from "./_leaf_recorded.ts";

/** A frame and what it means. */
interface Said {
  readonly text: string;
  readonly call: string | undefined;
}

const subject = fc.constantFrom("a", "a.b", ">", "foo.*.baz", "$LDS.x", "_INBOX.q.1", "|", "+", "7", "007", "ä");
const queue = fc.constantFrom("q", "workers", "|", "+", "12", "q.r");
const blank = fc.constantFrom(" ", " ", " ", "  ", "\t", " \t ");
const ending = fc.constantFrom("\r\n", "\r\n", "\r\n", "\n", " \r\n", "\t\n");
const payload = fc.oneof(
  fc.constantFrom("", "hello", "\r\n", "LMSG a 0\r\n\r\n", "\n", "x".repeat(300)),
  fc.string({ unit: "binary-ascii", maxLength: 30 }),
);
const digits = fc.constantFrom("", "", "", "0", "000");

/** A line of a verb in any case and arguments, with any blanks. */
function line(verb: string, args: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom(verb, verb, verb.toLowerCase()),
    fc.array(blank, { minLength: args.length, maxLength: args.length }),
    ending,
  ).map(([verb, blanks, ending]) => verb + args.map((arg, i) => blanks[i] + arg).join("") + ending);
}

const receivers = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ words: [] as string[], to: "∅" }) },
  subject.map((reply) => ({ words: [reply], to: reply })),
  fc.array(queue, { minLength: 1, maxLength: 4 }).map((all) => ({ words: ["|", ...all], to: `∅,${all.join()}` })),
  fc.tuple(subject, fc.array(queue, { minLength: 1, maxLength: 4 })).map(([reply, all]) => ({
    words: ["+", reply, ...all],
    to: `${reply},${all.join()}`,
  })),
);

// What is no UTF-8 is kept as the parser keeps it.
const heard = (text: string) => text.replaceAll("ä", "\udce4");

const message: fc.Arbitrary<Said> = fc.tuple(subject, receivers, payload, digits).chain((
  [subject, { words, to }, payload, zeros],
) =>
  line("LMSG", [subject, ...words, `${zeros}${payload.length}`]).map((line) => ({
    text: `${line}${payload}\r\n`,
    call: `msg ${heard(subject)} ${heard(to)} 0 ${JSON.stringify(payload)}`,
  }))
);
const headed: fc.Arbitrary<Said> = fc.tuple(subject, receivers, payload, payload, digits).chain((
  [subject, { words, to }, headers, payload, zeros],
) =>
  line("HMSG", [subject, ...words, `${zeros}${headers.length}`, `${headers.length + payload.length}`]).map((line) => ({
    text: `${line}${headers}${payload}\r\n`,
    call: `msg ${heard(subject)} ${heard(to)} ${headers.length} ${JSON.stringify(headers + payload)}`,
  }))
);
const interest: fc.Arbitrary<Said> = fc.tuple(subject, fc.option(queue, { nil: undefined }), fc.nat({ max: 99 })).chain(
  (
    [subject, queue, weight],
  ) =>
    fc.oneof(
      line("LS+", queue === undefined ? [subject] : [subject, queue, `${weight}`]).map((text) => ({
        text,
        call: `sub ${heard(subject)} ${queue ?? "∅"} ${queue === undefined ? 1 : weight}`,
      })),
      line("LS-", queue === undefined ? [subject] : [subject, queue]).map((text) => ({
        text,
        call: `unsub ${heard(subject)} ${queue ?? "∅"}`,
      })),
    ),
);
const plain: fc.Arbitrary<Said> = fc.oneof(
  line("PING", []).map((text) => ({ text, call: "ping" })),
  line("PONG", []).map((text) => ({ text, call: "pong" })),
  line("+OK", []).map((text) => ({ text, call: undefined })),
  fc.constant({ text: 'INFO {"a": 1}\r\n', call: 'info {"a": 1}' }),
  fc.constant({ text: "-ERR 'Stale Connection'\r\n", call: "error Stale Connection" }),
);
const frames: fc.Arbitrary<readonly Said[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: message },
    { weight: 2, arbitrary: headed },
    { weight: 3, arbitrary: interest },
    plain,
  ),
  { maxLength: 12 },
);

Deno.test("LeafParser understands all that a hub says, however it is cut", () => {
  fc.assert(
    fc.property(frames, places, (said, places) => {
      const wanted = said.flatMap(({ call }) => call ?? []);
      const stream = bytes(said.map(({ text }) => text).join(""));
      for (const chunks of feedings(stream, places)) assertEquals(parse(chunks), wanted);
    }),
    { numRuns: 600 },
  );
});

const damage = fc.array(
  fc.record({
    at: fc.nat(),
    cut: fc.nat({ max: 3 }),
    put: fc.oneof(
      fc.constantFrom(
        "",
        " ",
        "\r",
        "\n",
        "\r\n",
        "0",
        "9",
        "-1",
        "LMSG",
        "HMSG ",
        "LS+",
        "|",
        "+",
        "99999999999",
        "\0",
      ),
      fc.string({ unit: "binary-ascii", maxLength: 3 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

Deno.test("LeafParser makes the same of damaged bytes however they are cut", () => {
  const limits = fc.record({ maxControlLine: fc.integer({ min: 1, max: 60 }), maxPayload: fc.nat({ max: 40 }) });
  fc.assert(
    fc.property(frames, damage, places, fc.option(limits, { nil: HELD }), (said, changes, places, held) => {
      let text = said.map(({ text }) => text).join("");
      for (const { at, cut, put } of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + put + text.slice(place + cut);
      }
      const [whole, ...others] = feedings(bytes(text), places).map((chunks) => parse(chunks, held));
      for (const other of others) assertEquals(other, whole);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("LeafParser takes a third word between subject and size for nothing but queue groups", () => {
  assertEquals(parsed("LMSG a | 0\r\n\r\n"), ['msg a | 0 ""']);
  assertEquals(parsed("LMSG a + r 0\r\n\r\n"), ['msg a r 0 ""']);
  assertEquals(parsed("LMSG a x q 0\r\n\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LMSG 0\r\n\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("HMSG a 3 2\r\nxx\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LS+\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LS+ a q\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LS+ a q x\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LS- a q 1\r\n"), ["fault bad arguments"]);
});

Deno.test("LeafParser refuses what is no operation as soon as its line is there", () => {
  assertEquals(parsed("PUB a 0\r\n\r\n"), ["fault unknown operation"]);
  assertEquals(parsed("\r\n"), ["fault unknown operation"]);
  assertEquals(parsed("LMSG a 1\r\nxx\r\n"), ["fault unknown operation"]);
});

Deno.test("LeafParser takes no line and no payload beyond its limits, and needs not have them to know", () => {
  const held = { maxControlLine: 20, maxPayload: 10 };
  assertEquals(parsed(`LS+ ${"a".repeat(17)}`, held), ["fault line too long"]);
  assertEquals(parsed(`LS+ ${"a".repeat(16)}\n`, held), [`sub ${"a".repeat(16)} ∅ 1`]);
  assertEquals(parsed("LMSG a 11\r\n", held), ["fault message too large"]);
  assertEquals(parsed("LMSG a 999999999\r\n"), ["fault message too large"]);
  assertEquals(parsed("LMSG a 1234567890\r\n"), ["fault bad arguments"]);
  assertEquals(parsed("LMSG a 10\r\n0123456789\r\n", held), ['msg a ∅ 0 "0123456789"']);
});

Deno.test("LeafParser searches a long line once, however it is cut", () => {
  const held = { maxControlLine: 256 << 10, maxPayload: 0 };
  const long = bytes(`INFO {"a":"${"x".repeat(200_000)}"}\r\n`);
  const start = performance.now();
  const calls = parse(
    Array.from({ length: long.length / 100 + 1 }, (_, i) => long.slice(i * 100, i * 100 + 100)),
    held,
  );
  assertEquals(calls.length, 1);
  assert(performance.now() - start < 5_000);
});

Deno.test("LeafParser gives the same array for the same queue groups, so that messages can travel together", () => {
  const lists: (readonly string[])[] = [];
  const nothing = () => {};
  const operations = {
    info: nothing,
    ping: nothing,
    pong: nothing,
    hubError: nothing,
    subscribe: nothing,
    unsubscribe: nothing,
    fault: nothing,
    message: (_subject: string, _reply: string | undefined, queues: readonly string[]) => void lists.push(queues),
  };
  new LeafParser(operations, HELD).push(bytes("LMSG a | q r 0\r\n\r\nLMSG a | q r 0\r\n\r\nLMSG a 0\r\n\r\n"));
  assertEquals(lists, [["q", "r"], ["q", "r"], []]);
  assert(lists[0] === lists[1]);
});
