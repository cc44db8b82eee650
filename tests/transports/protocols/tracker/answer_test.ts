import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { formatAnswer, parseAnswer, type TrackerAnswer } from "../../../../transports/protocols/tracker/answer.ts";
import { AnswerReader } from "../../../../transports/protocols/tracker/answer_reader.ts";
import type { TrackerRequest } from "../../../../transports/protocols/tracker/request.ts";
import { name, node } from "./_arbitrary.ts";

const peers = fc.uniqueArray(node, { selector: ({ id }) => id, maxLength: 20 });
const answered: fc.Arbitrary<readonly [TrackerRequest["type"], TrackerAnswer]> = fc.oneof(
  fc.integer({ min: 1, max: 86_400 }).map((lease) => ["announce", { type: "granted", lease }] as const),
  fc.constant(["leave", { type: "left" }] as const),
  fc.constant(["quit", { type: "bye" }] as const),
  fc.constant(["help", { type: "help" }] as const),
  fc.constant(["peers", { type: "refused", text: "no" }] as const),
  peers.map((peers) => ["peers", { type: "peers", peers }] as const),
  fc.uniqueArray(fc.record({ name, nodes: fc.integer({ min: 1, max: 1e6 }) }), { selector: ({ name }) => name })
    .map((clusters) => ["clusters", { type: "clusters", clusters }] as const),
);

Deno.test("AnswerReader puts together whatever formatAnswer() writes, at its last line and not before", () => {
  fc.assert(fc.property(answered, ([asked, answer]) => {
    const reader = new AnswerReader(asked);
    const lines = formatAnswer(answer);
    const said = lines.map((line) => reader.push(line));
    assertEquals(said, [...lines.slice(1).map(() => undefined), answer]);
  }));
});

Deno.test("AnswerReader that is loose puts a list together in whatever order it comes, also twice", () => {
  const shuffled = peers.chain((peers) => {
    const lines = formatAnswer({ type: "peers", peers });
    return fc.tuple(fc.constant(peers), fc.shuffledSubarray([...lines, ...lines], { minLength: lines.length * 2 }));
  });
  fc.assert(fc.property(shuffled, ([peers, lines]) => {
    const reader = new AnswerReader("peers", { loose: true });
    const answer = lines.map((line) => reader.push(line)).find((answer) => answer !== undefined);
    assertEquals(answer?.type, "peers");
    const sorted = (all: typeof peers) => all.toSorted((a, b) => a.id < b.id ? -1 : 1);
    if (answer?.type === "peers") assertEquals(sorted([...answer.peers]), sorted(peers));
  }));
});

Deno.test("AnswerReader takes no list that is shorter than its end says", () => {
  const reader = new AnswerReader("peers");
  reader.push("PEER a h:1");
  assertThrows(() => reader.push("END 2"), Error, "it has 1 lines, wanted 2");
});

Deno.test("AnswerReader takes no answer to something else", () => {
  for (const line of ["OK 30", "OK", "BYE", "CLUSTER a 1", "HTTP/1.1 400 Bad Request", ""]) {
    assertThrows(() => new AnswerReader("peers").push(line), Error, "wanted an answer to PEERS");
  }
  assertThrows(() => new AnswerReader("announce").push("END 0"), Error, "wanted an answer to ANNOUNCE");
});

Deno.test("parseAnswer() makes nothing of what no tracker says", () => {
  const wrong = [
    "ok",
    "OK 0",
    "OK 86401",
    "OK 1 2",
    "OK ",
    "PEER a",
    "PEER a b",
    "PEER a *:1",
    "PEER a h:1 x",
    "END -1",
  ];
  for (const line of [...wrong, "END", "CLUSTER a 0", "CLUSTER a", "BYE bye", "!", ""]) {
    assertEquals(parseAnswer(line), undefined, line);
  }
});

Deno.test("parseAnswer() never throws", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (line) => void parseAnswer(line)));
});
