import { assert, assertEquals, assertLessOrEqual, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type ServerFrame, type ServerLimits, ServerParser } from "../../../cli/client/server_parser.ts";
import { bytes, cut, feedings, latin1 } from "../../transports/protocols/framing/_feeding.ts";

/** A frame with its bytes as Latin-1, so that it compares and prints well. */
function shown(frame: ServerFrame): Record<string, unknown> {
  if (frame.type !== "message") return { ...frame };
  return { ...frame, headers: frame.headers && latin1(frame.headers), payload: latin1(frame.payload) };
}

/** What comes out of a new parser; chunks are written over, as by whoever reads into the same buffer again. */
function parsed(chunks: Uint8Array[], limits?: ServerLimits): Record<string, unknown>[] {
  const parser = new ServerParser(limits);
  const frames: ServerFrame[] = [];
  for (const chunk of chunks) {
    parser.push(chunk, (frame) => frames.push(frame));
    chunk.fill(0xee);
  }
  assertEquals(parser.pending, 0);
  return frames.map(shown);
}

const SESSION = 'INFO {"max_payload":1048576} \r\n+OK\r\nMSG a.b 1 5\r\nhello\r\nMSG a.b 1 r 0\r\n\r\n' +
  "HMSG a x 12 14\r\nNATS/1.0\r\n\r\n\r\n\r\nHMSG a x _R.1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n" +
  "PING\r\nPONG\n-ERR 'Authorization Violation'\r\nMSG\t a   7 \t 2 \r\n\r\n\r\n";

const FRAMES = [
  { type: "info", json: '{"max_payload":1048576}' },
  { type: "ok" },
  { type: "message", subject: "a.b", sid: "1", reply: undefined, headers: undefined, payload: "hello" },
  { type: "message", subject: "a.b", sid: "1", reply: "r", headers: undefined, payload: "" },
  { type: "message", subject: "a", sid: "x", reply: undefined, headers: "NATS/1.0\r\n\r\n", payload: "\r\n" },
  { type: "message", subject: "a", sid: "x", reply: "_R.1", headers: "NATS/1.0 503\r\n\r\n", payload: "" },
  { type: "ping" },
  { type: "pong" },
  { type: "error", text: "Authorization Violation" },
  { type: "message", subject: "a", sid: "7", reply: undefined, headers: undefined, payload: "\r\n" },
];

Deno.test("ServerParser takes all that a server says, whole and byte by byte", () => {
  for (const chunks of feedings(bytes(SESSION), [])) assertEquals(parsed(chunks), FRAMES);
});

Deno.test("ServerParser takes a session that is cut in two anywhere", () => {
  for (let at = 0; at <= SESSION.length; at++) assertEquals(parsed(cut(bytes(SESSION), [at])), FRAMES, `cut at ${at}`);
});

const word = fc.stringMatching(/^[!-~]{1,8}$/);
const message = fc.record({
  subject: word,
  sid: word,
  reply: fc.option(word, { nil: undefined }),
  headers: fc.option(fc.string({ unit: "binary-ascii", maxLength: 20 }), { nil: undefined }),
  payload: fc.string({ unit: "binary-ascii", maxLength: 300 }),
});

Deno.test("ServerParser takes any messages, cut anywhere", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }), (messages, places) => {
      const stream = messages.map(({ subject, sid, reply, headers, payload }) => {
        const to = reply === undefined ? "" : ` ${reply}`;
        const size = payload.length + (headers?.length ?? 0);
        return headers === undefined
          ? `MSG ${subject} ${sid}${to} ${size}\r\n${payload}\r\n`
          : `HMSG ${subject} ${sid}${to} ${headers.length} ${size}\r\n${headers}${payload}\r\n`;
      }).join("");
      const wanted = messages.map((each) => ({ type: "message", ...each }));
      for (const chunks of feedings(bytes(stream), places)) assertEquals(parsed(chunks), wanted);
    }),
    { seed: 7, numRuns: 200 },
  );
});

Deno.test("ServerParser refuses what is no NATS, and says what it got", () => {
  for (
    const line of [
      "HTTP/1.1 400 Bad Request",
      "",
      " PING",
      "SUB a 1",
      "MSG a 1",
      "MSG a 1 r x 2",
      "MSG a 1 -1",
      "MSG a 1 1e3",
      "MSG a 1 1234567890",
      "HMSG a 1 5",
      "HMSG a 1 5 4",
      "HMSG a 1 x 4",
    ]
  ) {
    const error = assertThrows(() => parsed([bytes(`${line}\r\n`)]), Error, "Cannot understand");
    assertStringIncludes(error.message, JSON.stringify(line));
  }
});

Deno.test("ServerParser gives what came before what it refuses", () => {
  const frames: string[] = [];
  assertThrows(() => new ServerParser().push(bytes("PING\r\nPONG\r\nnonsense\r\n"), ({ type }) => frames.push(type)));
  assertEquals(frames, ["ping", "pong"]);
});

Deno.test("ServerParser refuses a message without its line end", () => {
  for (const end of ["\n\n", "xx", "\rx"]) {
    assertThrows(() => parsed([bytes(`MSG a 1 2\r\nab${end}`)]), Error, "wanted a line end behind a message");
  }
});

Deno.test("ServerParser refuses a line that is too long as soon as it is, and takes one that is not", () => {
  const parser = new ServerParser({ maxLine: 10 });
  parser.push(bytes("-ERR '1234"), () => {});
  assertThrows(() => parser.push(bytes("5"), () => {}), Error, "Cannot take a line of 11 bytes: wanted at most 10");
  assertEquals(parsed([bytes("-ERR '234\n")], { maxLine: 10 }), [{ type: "error", text: "'234" }]);
  assertThrows(() => parsed([bytes("-ERR '23456\r\n")], { maxLine: 10 }), Error, "Cannot take a line");
});

Deno.test("ServerParser refuses a message that is too large before any of it has come", () => {
  const limits = { maxPayload: 100 };
  const message = `MSG a 1 100\r\n${"x".repeat(100)}\r\n`;
  assertEquals(parsed([bytes(message)], limits).length, 1);
  assertThrows(() => parsed([bytes("MSG a 1 101\r\n")], limits), Error, "Cannot take a message of 101 bytes");
  assertThrows(() => parsed([bytes("HMSG a 1 1 101\r\n")], limits), Error, "wanted at most 100");
});

Deno.test("ServerParser holds no more than the frame that is unfinished", () => {
  const parser = new ServerParser();
  const chunk = bytes("MSG a 1 1000\r\n" + "x".repeat(1_000) + "\r\n" + "MSG a 1 1000\r\n" + "x".repeat(500));
  let frames = 0;
  for (let i = 0; i < 50; i++) {
    parser.push(chunk, () => frames++);
    assertLessOrEqual(parser.pending, 1_002);
    parser.push(bytes("x".repeat(500) + "\r\n"), () => frames++);
    assertEquals(parser.pending, 0);
  }
  assertEquals(frames, 100);
});

Deno.test("ServerParser survives whatever comes", () => {
  const noise = fc.array(fc.oneof(fc.string({ unit: "binary-ascii" }), fc.constantFrom(...SESSION.split(/(?<=\n)/))));
  fc.assert(
    fc.property(noise, (parts) => {
      const stream = bytes(parts.join(""));
      const outcome = (chunks: Uint8Array[]) => {
        const frames: unknown[] = [];
        try {
          const parser = new ServerParser({ maxLine: 60 });
          for (const chunk of chunks) parser.push(chunk, (frame) => frames.push(shown(frame)));
        } catch (error) {
          assert(error instanceof Error && error.message.startsWith("Cannot "));
          frames.push("refused");
        }
        return frames;
      };
      const [whole, single] = feedings(stream, []);
      assertEquals(outcome(single!), outcome(whole!));
    }),
    { seed: 11, numRuns: 300 },
  );
});
