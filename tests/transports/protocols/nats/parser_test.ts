import { assertEquals, assertGreater, assertLess } from "@std/assert";
import { NatsParser } from "../../../../transports/protocols/nats/parser.ts";
import { bytes, latin1 } from "../framing/_feeding.ts";
import { HELD, type Held, parse, parsed, Recording } from "./_recorded.ts";

/** Each stream with the calls it makes. */
function check(cases: readonly (readonly [stream: string, calls: readonly string[]])[], held: Held = HELD): void {
  for (const [stream, calls] of cases) assertEquals(parsed(stream, held), calls, JSON.stringify(stream));
}

const UNKNOWN = ["fault unknown-operation"];
const BAD = ["fault bad-arguments"];

Deno.test("NatsParser knows every command of a client", () => {
  check([
    ["CONNECT {}\r\n", ["connect {}"]],
    ["INFO {}\r\n", ["info {}"]],
    ["PUB a 2\r\nhi\r\n", ["announce a 2", 'pub a ∅ 0 "hi"']],
    ["PUB a r 2\r\nhi\r\n", ["announce a 2", 'pub a r 0 "hi"']],
    ["HPUB a 2 4\r\nhhpp\r\n", ["announce a 4 headers", 'pub a ∅ 2 "hhpp"']],
    ["HPUB a r 0 2\r\npp\r\n", ["announce a 2 headers", 'pub a r 0 "pp"']],
    ["SUB a 1\r\n", ["sub a ∅ 1"]],
    ["SUB a q 1\r\n", ["sub a q 1"]],
    ["UNSUB 1\r\n", ["unsub 1 0"]],
    ["UNSUB 1 5\r\n", ["unsub 1 5"]],
    ["PING\r\n", ["ping"]],
    ["PONG\r\n", ["pong"]],
    ["+OK\r\n", []],
    ["-ERR 'x'\r\n", ["error"]],
  ]);
});

Deno.test("NatsParser takes verbs in any case, letter by letter", () => {
  check([
    ["pUb a 0\r\n\r\nhPuB a 0 0\r\n\r\n", ["announce a 0", 'pub a ∅ 0 ""', "announce a 0 headers", 'pub a ∅ 0 ""']],
    ["sUb a 1\r\nunSUB 1\r\nPing\r\npong\r\n", ["sub a ∅ 1", "unsub 1 0", "ping", "pong"]],
    ["coNNect {}\r\nInfo {}\r\n+ok\r\n-Err x\r\n", ["connect {}", "info {}", "error"]],
  ]);
});

Deno.test("NatsParser takes blanks and tabs around arguments, however many", () => {
  check([
    ["SUB  a\t\t1 \t\r\n", ["sub a ∅ 1"]],
    ["PUB\ta \t r  2  \r\nhi\r\n", ["announce a 2", 'pub a r 0 "hi"']],
    ["UNSUB \t 1\t2\t\r\n", ["unsub 1 2"]],
    ["CONNECT  \t{} \r\n", ["connect {} "]],
  ]);
});

Deno.test("NatsParser lets a control line end with LF alone, but not a payload", () => {
  check([
    ["SUB a 1\nPUB a 2\nhi\r\nPING\nUNSUB 1\n", ["sub a ∅ 1", "announce a 2", 'pub a ∅ 0 "hi"', "ping", "unsub 1 0"]],
    ["PUB a 2\r\nhi\nPING\r\n", ["announce a 2", ...UNKNOWN]],
    ["PUB a 2\r\nhi\r\r\n", ["announce a 2", ...UNKNOWN]],
    ["PUB a 2\r\nhix\r\n", ["announce a 2", ...UNKNOWN]],
    ["PUB a 3\r\nhi\r\nPING\r\n", ["announce a 3", ...UNKNOWN]],
  ]);
});

Deno.test("NatsParser takes any bytes in a payload", () => {
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
  check([
    [`PUB a 256\r\n${all}\r\n`, ["announce a 256", `pub a ∅ 0 ${JSON.stringify(all)}`]],
    ["PUB a 13\r\nPUB a 0\r\n\r\nhi\r\n", ["announce a 13", 'pub a ∅ 0 "PUB a 0\\r\\n\\r\\nhi"']],
    ["PUB a 0\r\n\r\nPING\r\n", ["announce a 0", 'pub a ∅ 0 ""', "ping"]],
  ]);
});

Deno.test("NatsParser ignores what stands between PING, PONG or +OK and the line end", () => {
  check([
    ["PINGxyz\r\nPONG 1 2\nping\r\n+OKAY\r\n", ["ping", "pong", "ping"]],
  ]);
});

Deno.test("NatsParser needs no blank behind CONNECT and INFO", () => {
  check([["CONNECT{}\r\nINFO{}\r\n", ["connect {}", "info {}"]]]);
});

Deno.test("NatsParser takes the first byte behind the blanks for an argument's, whatever it is", () => {
  check([
    ["SUB \na 1\n", ["sub a ∅ 1"]],
    ["SUB \r\na 1\n", BAD],
    ["CONNECT \r\n", ["connect \r"]],
    ["CONNECT \n{}\n", ["connect \n{}"]],
  ]);
});

Deno.test("NatsParser drops the last byte of a line with a CR in its midst, as the original does", () => {
  check([
    ["SUB a\rb 1\n", ["sub a ∅ b"]],
    ["CONNECT {}\rx\n", ["connect {}\r"]],
  ]);
});

Deno.test("NatsParser lets no line end into a subject or a reply", () => {
  for (const stream of ["PUB \na 0\n\r\n", "PUB a\r 0\r\n\r\n", "PUB a\rr 0\r\n\r\n", "HPUB a \rr 0 0\r\n\r\n"]) {
    check([[stream, BAD]]);
  }
  check([["PUB a 0 \r\r\n\r\n", BAD], ["SUB a\rb 1\r\n", ["sub a b 1"]], ["UNSUB \n1\n", ["unsub 1 0"]]]);
});

Deno.test("NatsParser refuses what is no command of a client, at the first byte that cannot be", () => {
  check([
    ["\r\n", UNKNOWN],
    ["PING\r\n\r\nPING\r\n", ["ping", ...UNKNOWN]],
    ["FOO\r\n", UNKNOWN],
    ["MSG a 1 0\r\n\r\n", UNKNOWN],
    ["HMSG a 1 0 0\r\n\r\n", UNKNOWN],
    ["A+ a\r\n", UNKNOWN],
    ["RS+ a\r\n", UNKNOWN],
    ["LS+ a\r\n", UNKNOWN],
    [" PING\r\n", UNKNOWN],
    ["PUBx", UNKNOWN],
    ["PUB\r\n", UNKNOWN],
    ["SUB\n", UNKNOWN],
    ["UNSUBa 1\r\n", UNKNOWN],
    ["-ERR\r\n", UNKNOWN],
    ["X", UNKNOWN],
    ["PX", UNKNOWN],
    ["+O!", UNKNOWN],
    ["CONNECX", UNKNOWN],
  ]);
});

Deno.test("NatsParser refuses a wrong number of arguments", () => {
  check([
    ["SUB a\r\n", BAD],
    ["SUB a b c d\r\n", BAD],
    ["SUB a b c d e f g\r\n", BAD],
    ["UNSUB \r\n", BAD],
    ["UNSUB 1 2 3\r\n", BAD],
    ["PUB a\r\n", BAD],
    ["PUB a b c 1\r\n", BAD],
    ["PUB 5\r\n", BAD],
    ["HPUB a 1\r\n", BAD],
    ["HPUB a b c 1 1\r\n", BAD],
  ]);
});

Deno.test("NatsParser takes sizes of one to nine digits and nothing else", () => {
  check([
    ["PUB a 002\r\nhi\r\n", ["announce a 2", 'pub a ∅ 0 "hi"']],
    ["PUB a 000000002\r\nhi\r\n", ["announce a 2", 'pub a ∅ 0 "hi"']],
    ["PUB 5 2\r\nhi\r\n", ["announce 5 2", 'pub 5 ∅ 0 "hi"']],
    ["PUB 5 5 2\r\nhi\r\n", ["announce 5 2", 'pub 5 5 0 "hi"']],
    ...["-1", "+1", "0x1", "1e1", "1.0", "1_0", "0000000001", "4294967296", "a", "١"].flatMap((size) =>
      [
        [`PUB a ${size}\r\n`, BAD],
        [`PUB a r ${size}\r\n`, BAD],
        [`HPUB a 0 ${size}\r\n`, BAD],
        [`HPUB a ${size} 9\r\n`, BAD],
      ] as const
    ),
    ["HPUB a 3 2\r\n", BAD],
    ["UNSUB 1 0\r\nUNSUB 1 x\r\nUNSUB 1 -1\r\nUNSUB 1 1234567890\r\n", Array(4).fill("unsub 1 0")],
  ]);
});

Deno.test("NatsParser takes no subject for another, whatever bytes it has", () => {
  const names = ["é", "日本", "\u{feff}a", "a", "\u{0}", "*", ">"].map((name) =>
    latin1(new TextEncoder().encode(name))
  );
  const wrong = ["\xff", "\xfe", "\xef\xbf\xbd", "\xc3", "\xed\xa0\x80", "a.\xff", "\xff.a"];
  const all = [...names, ...wrong];
  const subjects = all.map((name) => parsed(`SUB ${name} 1\r\n`)[0]);
  assertEquals(new Set(subjects).size, all.length);
  assertEquals(subjects[0], "sub é ∅ 1");
});

Deno.test("NatsParser holds arguments to the longest control line, verb and blanks not counted", () => {
  const held = { ...HELD, maxControlLine: 10 };
  const long = ["fault line-too-long"];
  check([
    ["SUB   aaaaaaaa 1\r\n", ["sub aaaaaaaa ∅ 1"]],
    ["SUB aaaaaaaaa 1\r\n", long],
    ["PUB aaaaaaaa 0\r\n\r\n", ["announce aaaaaaaa 0", 'pub aaaaaaaa ∅ 0 ""']],
    ["PUB aaaaaaaaa 0\r\n\r\n", long],
    ["PUB aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", long],
    ["CONNECT {12345678}\r\n", ["connect {12345678}"]],
    ["CONNECT {123456789}\r\n", long],
    ["PUB a 99999\r\n", ["announce a 99999"]],
  ], held);
});

Deno.test("NatsParser keeps nothing of blanks and of what it ignores, however much comes", () => {
  const recording = new Recording(HELD);
  const parser = new NatsParser(recording, HELD);
  for (const [begin, filler] of [["PING", "x"], ["SUB ", " "], ["+OK", " "], ["CONNECT", "\t"]] as const) {
    for (const chunk of [begin, filler.repeat(100_000), filler.repeat(100_000)]) {
      assertEquals(parser.push(bytes(chunk)), chunk.length);
    }
    const end = begin === "SUB " ? "a 1\r\n" : begin === "CONNECT" ? "{}\r\n" : "\r\n";
    assertEquals(parser.push(bytes(end)), end.length);
  }
  assertEquals(recording.calls, ["ping", "sub a ∅ 1", "connect {}"]);
});

Deno.test("NatsParser cuts off an endless line as soon as it is too long", () => {
  const recording = new Recording(HELD);
  const parser = new NatsParser(recording, HELD);
  assertEquals(parser.push(bytes("PUB " + "a".repeat(4_096) + "\r")), 4);
  assertEquals(recording.calls, []);
  parser.push(bytes("a".repeat(4_097)));
  assertEquals(recording.calls, ["fault line-too-long"]);
});

Deno.test("NatsParser announces a publication before its bytes have come, and says how many it waits for", () => {
  const recording = new Recording(HELD);
  const parser = new NatsParser(recording, HELD);
  assertEquals(parser.wanted, 1);
  assertEquals(parser.push(bytes("PUB a 1000\r\nabc")), 12);
  assertEquals([recording.calls, parser.wanted], [["announce a 1000"], 1_002]);
  assertEquals(parser.push(bytes("a".repeat(1_000) + "\r")), 0);
  assertEquals(parser.push(bytes("a".repeat(1_000) + "\r\n")), 1_002);
  assertEquals(parser.wanted, 1);
});

Deno.test("NatsParser ends at a size that is refused, before the bytes", () => {
  const held = { ...HELD, maxPayload: 3 };
  check([
    ["PUB a 3\r\nabc\r\nPUB a 4\r\nabcd\r\nPING\r\n", ["announce a 3", 'pub a ∅ 0 "abc"', "refuse a 4"]],
    ["HPUB a 1 4\r\n", ["refuse a 4 headers"]],
  ], held);
});

Deno.test("NatsParser notices a wrong payload end as soon as it is there", () => {
  assertEquals(parse([bytes("PUB a 1\r\n"), bytes("xy")]), ["announce a 1", ...UNKNOWN]);
  assertEquals(parse([bytes("PUB a 1\r\n"), bytes("x\r"), bytes("x")]), ["announce a 1", ...UNKNOWN]);
});

Deno.test("NatsParser calls nothing more after a fault or when it was stopped", () => {
  assertEquals(parse([bytes("PING\r\nX"), bytes("PING\r\n")]), ["ping", ...UNKNOWN]);
  const recording = new Recording(HELD);
  const parser = new NatsParser({ ...recording, ping: () => parser.stop() } as unknown as Recording, HELD);
  const stream = bytes("PING\r\nPING\r\nSUB a 1\r\n");
  assertEquals(parser.push(stream), stream.length);
  assertEquals(parser.push(stream), stream.length);
  assertEquals(recording.calls, []);
});

Deno.test("NatsParser points at what can be sent on as it is only where it can", () => {
  const wires: number[] = [];
  const recording = new Recording(HELD);
  recording.publish = (...args) => void wires.push(args[6]);
  const parser = new NatsParser(recording, HELD);
  for (const stream of ["PUB a 2\r\nhi\r\n", "PUB a r 2\r\nhi\r\n", "PUB a  2\r\nhi\r\n", "PUB a 2\nhi\r\n"]) {
    parser.push(bytes(stream));
  }
  parser.push(bytes("HPUB a 0 2\r\nhi\r\n"));
  assertEquals(wires, [6, 6, -1, -1, -1]);
});

Deno.test("NatsParser takes few subscriptions in one turn: each costs as much as many messages", () => {
  const recording = new Recording(HELD);
  const parser = new NatsParser(recording, HELD);
  const stream = bytes("SUB a 1\r\nUNSUB 1\r\n".repeat(100));
  let turns = 0;
  for (let at = 0; at < stream.length; turns++) {
    const before = recording.calls.length;
    at = parser.push(stream, at);
    assertLess(recording.calls.length - before, 20);
  }
  assertEquals(recording.calls.length, 200);
  assertGreater(turns, 10);
});

Deno.test("NatsParser stops after a while for others to have their turn, and goes on where it was", () => {
  const recording = new Recording(HELD);
  const parser = new NatsParser(recording, HELD);
  const stream = bytes("PUB a 2\r\nhi\r\nPING\r\n".repeat(1_000));
  const turns: number[] = [];
  for (let at = 0; at < stream.length;) {
    at = parser.push(stream, at);
    turns.push(recording.calls.length);
    assertEquals(parser.unfinished, at < stream.length);
  }
  assertEquals(recording.calls, Array(1_000).fill(["announce a 2", 'pub a ∅ 0 "hi"', "ping"]).flat());
  assertGreater(turns.length, 1);
  turns.forEach((calls, i) => assertLess(calls - (turns[i - 1] ?? 0), 1_000));
});
