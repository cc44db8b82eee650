import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import fc from "fast-check";
import { formatRequest, LONGEST_LINE, parseRequest } from "../../../../transports/protocols/tracker/request.ts";
import { request } from "./_arbitrary.ts";

Deno.test("parseRequest() reads back whatever formatRequest() writes, in a line that is short enough", () => {
  fc.assert(fc.property(request, (request) => {
    const line = formatRequest(request);
    assertLessOrEqual(line.length, LONGEST_LINE);
    assertEquals(parseRequest(line), request);
  }));
});

Deno.test("parseRequest() takes capitals and small letters, and blanks around and between the words", () => {
  const wanted = { type: "announce", cluster: "c", id: "n", address: "host:1", lease: 30 } as const;
  assertEquals(parseRequest("announce c n host:1 30"), wanted);
  assertEquals(parseRequest(" Announce  c\tn host:1   30   "), wanted);
  assertEquals(parseRequest("PEERS c          "), { type: "peers", cluster: "c" });
});

Deno.test("parseRequest() refuses what it cannot make out, and says what is wanted", () => {
  const refusals: [string, string][] = [
    ["", 'Cannot do "": wanted one of ANNOUNCE, LEAVE, PEERS, CLUSTERS, HELP, QUIT'],
    ["HELLO", 'Cannot do "HELLO": wanted one of ANNOUNCE, LEAVE, PEERS, CLUSTERS, HELP, QUIT'],
    ["PEERS", 'Cannot do "PEERS": wanted PEERS CLUSTER [ID]'],
    ["PEERS a b c", 'Cannot do "PEERS a b c": wanted PEERS CLUSTER [ID]'],
    ["LEAVE a", 'Cannot do "LEAVE a": wanted LEAVE CLUSTER ID [TOKEN]'],
    ["QUIT now", 'Cannot do "QUIT now": QUIT takes nothing more'],
    ["ANNOUNCE c n h:1", 'Cannot do "ANNOUNCE c n h:1": wanted ANNOUNCE CLUSTER ID HOST:PORT SECONDS [TOKEN]'],
    ["ANNOUNCE c n h 1", 'Cannot do "ANNOUNCE c n h 1": wanted an address HOST:PORT, [IPV6]:PORT or *:PORT'],
    ["ANNOUNCE c n h:1 0", 'Cannot do "ANNOUNCE c n h:1 0": wanted whole seconds from 1 to 86400'],
    ["ANNOUNCE c n h:1 1e3", 'Cannot do "ANNOUNCE c n h:1 1e3": wanted whole seconds from 1 to 86400'],
    ["ANNOUNCE c n h:1 86401", 'Cannot do "ANNOUNCE c n h:1 86401": wanted whole seconds from 1 to 86400'],
    [
      `PEERS ${"x".repeat(65)}`,
      `Cannot do "PEERS ${"x".repeat(34)}...": wanted names and tokens of 1 to 64 characters of ASCII without blanks`,
    ],
    ["PEERS é", 'Cannot do "PEERS ?": wanted names and tokens of 1 to 64 characters of ASCII without blanks'],
  ];
  for (const [line, text] of refusals) assertEquals(parseRequest(line), { type: "refused", text });
});

Deno.test("parseRequest() never throws, and what it refuses is shown in one short line of ASCII", () => {
  const line = fc.oneof(fc.string({ unit: "binary" }), request.map(formatRequest).map((line) => `${line} \u001b[2J\n`));
  fc.assert(fc.property(line, (line) => {
    const parsed = parseRequest(line);
    if (parsed.type === "refused") assertMatch(parsed.text, /^[ -~]{1,250}$/);
  }));
});
