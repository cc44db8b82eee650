import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import fc from "fast-check";
import { LineProtocol, roomSubject } from "../../../../transports/mod.ts";
import { HELP } from "../../../../transports/protocols/line/commands.ts";
import { cut, latin1 } from "../framing/_feeding.ts";
import { LineStage } from "./_client.ts";

Deno.test("LineProtocol greets on a stream and puts the client into the room", () => {
  const client = new LineStage();
  assertEquals(client.written, ["Welcome to room lobby. /help lists the commands\n"]);
  assertEquals(client.rooms, ["room.lobby listed"]);
  const other = new LineStage({ room: "eu.west", greeting: "Hi" });
  assertEquals(other.written, ["Hi\n"]);
  assertEquals(other.rooms, [`${roomSubject("eu.west")} listed`]);
});

Deno.test("LineProtocol does not greet by datagram, whose sender may be forged", () => {
  assertEquals(new LineStage({}, "udp").written, []);
});

Deno.test("LineProtocol publishes each line byte for byte, with the line end that it came with", () => {
  const client = new LineStage();
  assertEquals(client.say("hello\nwith CR\r\n\n \x00\x80\xff\r \nhalf"), "");
  assertEquals(client.published, [
    "room.lobby hello\n",
    "room.lobby with CR\r\n",
    "room.lobby \n",
    "room.lobby  \x00\x80\xff\r \n",
  ]);
  assertEquals(client.publications.map(({ size, tail }) => [size, tail]), [[5, 1], [7, 2], [0, 1], [6, 1]]);
  client.say(" a line\n");
  assertEquals(client.published.at(-1), "room.lobby half a line\n");
});

Deno.test("LineProtocol leaves the bytes of a line alone that came in pieces, whatever comes behind it", () => {
  const client = new LineStage();
  for (const piece of ["a", "bc\nd", "ef\r", "\ngh"]) client.say(piece);
  client.say("i\n");
  assertEquals(client.publications.map(({ payload }) => latin1(payload)), ["abc", "def", "ghi"]);
});

Deno.test("LineProtocol publishes in its own name, so that nobody hears himself", () => {
  const client = new LineStage();
  client.say("hello\n");
  assertEquals(client.publications.map(({ from, echo }) => [from, echo]), [[client.ref, false]]);
});

Deno.test("LineProtocol passes on what it hears: on a stream with a line end, as a datagram as it is", () => {
  const stream = new LineStage();
  assertEquals(stream.hear("hello\n", 1), "hello\n");
  assertEquals(stream.hear("hello\r\n", 2), "hello\r\n");
  assertEquals(stream.hear("a datagram", 0), "a datagram\n");
  const datagrams = new LineStage({}, "udp");
  assertEquals(datagrams.hear("hello\n", 1), "hello\n");
  assertEquals(datagrams.hear("a datagram", 0), "a datagram");
  assertEquals(datagrams.written.length, 1);
});

Deno.test("LineProtocol says a line that begins with a slash when that is doubled", () => {
  const client = new LineStage();
  assertEquals(client.say("//usr/bin\n///\r\n//\n"), "");
  assertEquals(client.published, ["room.lobby /usr/bin\n", "room.lobby //\r\n", "room.lobby /\n"]);
});

Deno.test("LineProtocol changes the room with /join", () => {
  const client = new LineStage();
  client.say("one\n");
  assertEquals(client.say("/join lounge\r\n"), "* you are in lounge\n");
  client.say("two\n");
  assertEquals(client.rooms, ["room.lounge listed"]);
  assertEquals(client.published, ["room.lobby one\n", "room.lounge two\n"]);
});

Deno.test("LineProtocol puts the name that /nick gives before each line, and a later one in its place", () => {
  const client = new LineStage();
  assertEquals(client.say("/nick Zo\xc3\xab\n"), "* you are Zo\xc3\xab\n");
  client.say("/nick Ada\nhello\r\n//slash\n\n/nick Bob\nagain\n");
  assertEquals(client.published, [
    "room.lobby Ada: hello\r\n",
    "room.lobby Ada: /slash\n",
    "room.lobby Ada: \n",
    "room.lobby Bob: again\n",
  ]);
  assertEquals(client.labels.slice(1), ["Ada", "Bob"]);
});

Deno.test("LineProtocol answers /who and /rooms when the router has answered", () => {
  const client = new LineStage();
  assertEquals(client.say("/who\n"), "");
  assertEquals(client.answerWho("Ada", "tcp-2"), "* in lobby: Ada, tcp-2\n");
  assertEquals(client.say("/rooms\n"), "");
  const rooms = [{ subject: "room.lobby", subscribers: 2 }, { subject: "room.eu.west", subscribers: 1 }];
  assertEquals(client.answerSubjects(...rooms), "* rooms: lobby (2), eu.west (1)\n");
  assertEquals(client.asked, ["who room.lobby", "subjects room."]);
});

Deno.test("LineProtocol names the room that was asked about in the answer to /who", () => {
  const client = new LineStage();
  client.say("/who\n/join lounge\n");
  assertEquals(client.answerWho("Ada"), "* in lobby: Ada\n");
});

Deno.test("LineProtocol explains itself with /help", () => {
  const lines = new LineStage().say("/help\n").split("\n");
  assertEquals(lines.pop(), "");
  assertEquals(lines.length, HELP.length);
  assert(lines.every((line) => line.startsWith("* /")));
});

Deno.test("LineProtocol says goodbye at /quit and hears nothing more, not even in the same chunk", () => {
  const client = new LineStage({ maxLine: 10 });
  assertEquals(client.say("one\n/quit\ntwo\n/who\nthis line is too long"), "* bye\n");
  assert(client.closed);
  assertEquals(client.published, ["room.lobby one\n"]);
  assertEquals(client.asked, []);
});

Deno.test("LineProtocol refuses a command that there is not, to the asker alone, and counts that", () => {
  const client = new LineStage();
  assertEquals(
    client.say("/dance\n"),
    '! Cannot do "/dance": wanted one of /join, /nick, /who, /rooms, /quit, /help, /login\n',
  );
  assertEquals(client.published, []);
  assertEquals(client.counts, ["lines_refused"]);
  assertFalse(client.closed);
});

Deno.test("LineProtocol refuses a line over the limit as soon as it is, and closes", () => {
  const client = new LineStage({ maxLine: 8 });
  assertEquals(client.say("12345678\r\nshort\n1234567"), "");
  assertEquals(client.say("89"), "! Cannot take a line of more than 8 bytes: wanted a shorter one\n");
  assert(client.closed);
  assertEquals(client.published, ["room.lobby 12345678\r\n", "room.lobby short\n"]);
  assertEquals(client.counts, ["lines_refused"]);
});

Deno.test("LineProtocol takes each datagram as one message, with or without a line end", () => {
  const client = new LineStage({ maxLine: 20 }, "udp");
  for (const datagram of ["one", "two\n", "three\r\n", "a\nb", "//slash", ""]) client.say(datagram);
  assertEquals(client.published, [
    "room.lobby one",
    "room.lobby two\n",
    "room.lobby three\r\n",
    "room.lobby a\nb",
    "room.lobby /slash",
    "room.lobby ",
  ]);
  assertEquals(client.say("/nick Ada"), "* you are Ada\n");
  assertEquals(client.say("x".repeat(21)), "! Cannot take a datagram of 21 bytes: wanted at most 20\n");
  assertFalse(client.closed);
  assertEquals(client.say("/quit\n"), "* bye\n");
  assert(client.closed);
});

Deno.test("LineProtocol says why when the server ends the connection", () => {
  const client = new LineStage();
  client.written = [];
  client.protocol.closing("the server is going down");
  assertEquals(client.written, ["! the server is going down\n"]);
});

Deno.test("LineProtocol refuses options out of range", () => {
  assertThrows(() => new LineProtocol({ room: "a b" }), RangeError, 'Cannot use the room "a b"');
  assertThrows(() => new LineProtocol({ maxLine: 0 }), RangeError, "maxLine is 0");
});

Deno.test("LineProtocol does the same however its input is split", () => {
  const word = fc.constantFrom(
    "/",
    "//",
    "a",
    "hello",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\xff",
    "/nick Ada\n",
    "/join r\n",
  );
  const line = fc.constantFrom("/who\n", "/quit\n", "/help\n", "/no\n", "0123456789012345678901234567890123456789\n");
  const input = fc.array(fc.oneof({ weight: 9, arbitrary: word }, { weight: 1, arbitrary: line }), { maxLength: 40 });
  fc.assert(
    fc.property(input, fc.array(fc.nat(500), { maxLength: 8 }), (words, places) => {
      const stream = Uint8Array.from(words.join(""), (char) => char.charCodeAt(0));
      const outcome = (chunks: Uint8Array[]) => {
        const client = new LineStage({ maxLine: 32 });
        for (const chunk of chunks) {
          // A connection that is closing hands nothing over any more.
          if (client.closed) break;
          client.take(chunk);
        }
        const { published, written, closed, rooms, labels, asked, counts } = client;
        return { published, written, closed, rooms, labels, asked, counts };
      };
      const whole = outcome([stream]);
      assertEquals(outcome([...stream].map((byte) => Uint8Array.of(byte))), whole);
      assertEquals(outcome(cut(stream, places)), whole);
    }),
    { numRuns: 300 },
  );
});
