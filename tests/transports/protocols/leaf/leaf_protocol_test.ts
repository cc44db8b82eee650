import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { turn } from "../../../../actors/testing.ts";
import { poison } from "../../../actors/routing/_hearer.ts";
import { HubDesk, INFO } from "./_hub_desk.ts";

const SECOND = `INFO ${JSON.stringify({ ...INFO, connect_info: true })}\r\n`;

function over(desk: HubDesk): string {
  const event = desk.events.find((event) => event.type === "over");
  return event?.type === "over" ? `${event.again}: ${event.text}` : "not over";
}

Deno.test("LeafProtocol says CONNECT first, and nothing more before the hub has let it in", async () => {
  await using desk = new HubDesk({ connect: { name: "node", user: "ada" } });
  desk.subscribe("early");
  assertEquals(await desk.says(), 'CONNECT {"name":"node","user":"ada"}\r\n');
  assertEquals(await desk.says("LS+ up\r\n"), "");
  assertEquals(await desk.publish("up", "too early"), "");
  assertEquals(await desk.says(SECOND), "LS+ $LDS.me-1\r\nLS+ early\r\nPING\r\n");
  assertEquals(desk.events.map(({ type }) => type), ["learned", "learned"]);
  await desk.says("PONG\r\n");
  assertEquals(desk.events.at(-1), { type: "linked" });
  assertEquals(await desk.publish("up", "now"), "LMSG up 3\r\nnow\r\n");
});

Deno.test("LeafProtocol does not wait for a second INFO where there will be none", async () => {
  await using desk = new HubDesk({ info: { info_on_connect: false } });
  assertMatch(await desk.says(), /^CONNECT .*\r\nLS\+ \$LDS\.me-1\r\nPING\r\n$/);
});

Deno.test("LeafProtocol gives up a hub that does not let it in", async () => {
  await using desk = new HubDesk();
  await desk.says();
  await desk.clock.advance(5_000);
  await turn();
  assertEquals(over(desk), "soon: the hub does not answer CONNECT");
  assertStringIncludes(desk.heard(), "<end>");
});

Deno.test("LeafProtocol tells the hub of each change of what is wanted here, and of nothing that is its own affair", async () => {
  await using desk = await HubDesk.linked();
  const [one, two] = [desk.subscribe("a"), desk.subscribe("a")];
  const [first, second] = [desk.subscribe("b", "q"), desk.subscribe("b", "q")];
  desk.subscribe("$SYS.>");
  desk.subscribe("$LDS.me-1");
  desk.subscribe("$SYSTEM");
  assertEquals(await desk.says(), "LS+ a\r\nLS+ b q 1\r\nLS+ b q 2\r\nLS+ $SYSTEM\r\n");
  one.end();
  first.end();
  assertEquals(await desk.says(), "LS+ b q 1\r\n");
  two.end();
  second.end();
  assertEquals(await desk.says(), "LS- a\r\nLS- b q\r\n");
});

Deno.test("LeafProtocol tells the hub only the difference after the router has crashed", async () => {
  await using desk = await HubDesk.linked();
  desk.subscribe("a");
  await desk.says("LS+ up\r\n");
  desk.router.tell(poison());
  await turn();
  await desk.clock.advance(1_000);
  await turn();
  desk.system.errors.length = 0;
  // Those that do not know how to subscribe again are forgotten.
  assertEquals(await desk.says(), "LS- a\r\n");
  desk.subscribe("b");
  assertEquals(await desk.says(), "LS+ b\r\n");
  assertEquals(await desk.publish("up", "x"), "LMSG up 1\r\nx\r\n");
});

Deno.test("LeafProtocol sends what the hub wants, for the groups that have no member here", async () => {
  await using desk = await HubDesk.linked();
  await desk.says("LS+ up\r\nLS+ jobs q 2\r\nLS+ jobs r 1\r\nLS+ up.* q 1\r\n");
  assertEquals(await desk.publish("elsewhere", "x"), "");
  assertEquals(await desk.publish("up", "x"), "LMSG up 1\r\nx\r\n");
  assertEquals(await desk.publish("up", "x", { reply: "re" }), "LMSG up re 1\r\nx\r\n");
  assertEquals(await desk.publish("jobs", "x"), "LMSG jobs | q r 1\r\nx\r\n");
  assertEquals(await desk.publish("jobs", "x", { reply: "re" }), "LMSG jobs + re q r 1\r\nx\r\n");
  const head = "NATS/1.0\r\n\r\n";
  const options = { headerSize: head.length };
  assertEquals(await desk.publish("up", `${head}x`, options), `HMSG up 12 13\r\n${head}x\r\n`);
  assertEquals(await desk.publish("jobs", head, options), `HMSG jobs | q r 12 12\r\n${head}\r\n`);
  desk.subscribe("jobs", "q");
  assertEquals(
    await desk.publish("jobs", head, { ...options, reply: "re" }),
    `LS+ jobs q 1\r\nHMSG jobs + re r 12 12\r\n${head}\r\n`,
  );
  await desk.says("LS- jobs r\r\nLS- up\r\n");
  assertEquals(await desk.publish("jobs", "x"), "");
  assertEquals(await desk.publish("up", "x"), "");
});

Deno.test("LeafProtocol leaves out headers for a hub that takes none", async () => {
  await using desk = await HubDesk.linked({}, { headers: false });
  await desk.says("LS+ up\r\n");
  assertEquals(await desk.publish("up", "NATS/1.0\r\n\r\nx", { headerSize: 12 }), "LMSG up 1\r\nx\r\n");
});

Deno.test("LeafProtocol gives what comes from the hub to who it is for, and never back", async () => {
  await using desk = await HubDesk.linked();
  const plain = desk.subscribe("a.*");
  const member = desk.subscribe("a.b", "q");
  const other = desk.subscribe("a.b", "other");
  await desk.says("LS+ a.b\r\nLS+ a.b q 1\r\n");
  assertEquals(await desk.says("LMSG a.b 1\r\n1\r\nLMSG a.b | q 1\r\n2\r\nLMSG a.b + re q gone 1\r\n3\r\n"), "");
  assertEquals(await desk.says("HMSG a.b re 12 13\r\nNATS/1.0\r\n\r\n4\r\nLMSG a.x 0\r\n\r\n"), "");
  assertEquals(plain.heard, ["a.b:1", "a.b:2", "a.b(re):3", "a.b(re):NATS/1.0\r\n\r\n4", "a.x:"]);
  assertEquals(member.heard, ["a.b:2", "a.b(re):3"]);
  assertEquals(other.heard, []);
});

Deno.test("LeafProtocol goes by the permissions that the hub has named", async () => {
  await using desk = await HubDesk.linked({ denyExports: ["up.mine"], denyImports: ["down.mine"] }, {
    import: { allow: ["down.>"], deny: ["down.no"] },
    export: { allow: ["up.>"], deny: ["up.no"] },
  });
  for (const subject of ["down.a", "down.no", "down.mine", "else", "else.*", "_GR_.a"]) desk.subscribe(subject);
  assertEquals(await desk.says("LS+ >\r\n"), "LS+ down.a\r\nLS+ else.*\r\nLS+ _GR_.a\r\n");
  for (const subject of ["up.no", "up.mine", "else"]) assertEquals(await desk.publish(subject, "x"), "");
  assertEquals(await desk.publish("up.a", "x"), "LMSG up.a 1\r\nx\r\n");
  assertEquals(desk.service.counters.get("leaf_exports_denied"), 3);
  const troubles = desk.events.filter(({ type }) => type === "trouble");
  assertEquals(troubles, [{ type: "trouble", text: '"up.no" may not be published to the hub' }]);
});

Deno.test("LeafProtocol drops and counts what is larger than the hub takes, by its last word on it", async () => {
  await using desk = await HubDesk.linked();
  await desk.says("LS+ up\r\n");
  assertEquals(await desk.publish("up", "x".repeat(1_001)), "");
  await desk.says('INFO {"headers":true,"max_payload":3,"leafnode_urls":["a:1","b:2"]}\r\n');
  assertEquals(desk.events.at(-1), { type: "learned", urls: ["a:1", "b:2"] });
  assertEquals(await desk.publish("up", "1234"), "");
  assertEquals(await desk.publish("up", "123"), "LMSG up 3\r\n123\r\n");
  assertEquals(desk.service.counters.get("leaf_dropped_too_large"), 2);
});

Deno.test("LeafProtocol ends a link that leads to where another one of this node does", async () => {
  await using desk = await HubDesk.linked({ rank: 2 });
  await desk.says("LS+ $LDS.other-1\r\nLS+ $LDS.me\r\nLS+ $LDS.me-3\r\n");
  assertEquals(desk.events.at(-1), { type: "met", rank: 3 });
  await desk.says("LS+ $LDS.me-1\r\n");
  assertEquals(over(desk), "pause: another link of this node leads to the same cluster");
});

Deno.test("LeafProtocol answers pings, sends its own when it is quiet, and ends when two are not answered", async () => {
  await using desk = await HubDesk.linked();
  assertEquals(await desk.says("PING\r\n"), "PONG\r\n");
  await desk.clock.advance(3_000);
  assertEquals(await desk.says(), "PING\r\n");
  assertEquals(await desk.says("PONG\r\n"), "");
  await desk.clock.advance(120_000);
  assertEquals(await desk.says(), "PING\r\n");
  await desk.clock.advance(120_000);
  assertEquals(await desk.says(), "PING\r\n");
  await desk.clock.advance(120_000);
  await turn();
  assertEquals(over(desk), "soon: the hub does not answer");
});

Deno.test("LeafProtocol knows which errors of the hub end a link, and how long to stay away", async () => {
  const errors: [string, string][] = [
    ["Authorization Violation", "late: "],
    ['Loop detected for leafnode account="$G". Delaying attempt to reconnect for 30s', "pause: "],
    ["remote leafnode has same cluster name", "pause: "],
    ["Duplicate Remote LeafNode Connection", "pause: "],
    ['Permissions Violation for Subscription to "x"', "pause: "],
    ["Stale Connection", "soon: "],
    ["Invalid Subscription", "not over"],
    ["maximum subscriptions exceeded", "not over"],
  ];
  for (const [error, wanted] of errors) {
    await using desk = await HubDesk.linked();
    await desk.says(`-ERR '${error}'\r\n`);
    const heard = over(desk);
    assert(heard.startsWith(wanted), `${error} was ${heard}`);
    const said = heard === "not over" ? JSON.stringify(desk.events.at(-1)) : heard;
    assertStringIncludes(said.replaceAll("\\\\\\", "\\").replaceAll('\\"', '"'), error.split('"')[0]!);
  }
});

Deno.test("LeafProtocol holds a hub to its limits", async () => {
  const limits = {
    maxControlLine: 200,
    maxPayload: 10,
    maxInterest: 3,
    connectTimeout: 1,
    pingInterval: 1_000,
    pingMax: 2,
  };
  const answers: [string, string][] = [
    ["LMSG a 11\r\n", "late: the hub does not speak as a hub: message too large"],
    [`LS+ ${"a".repeat(200)}`, "late: the hub does not speak as a hub: line too long"],
    ["LS+ a\r\nLS+ b\r\nLS+ b\r\nLS+ c q 1\r\nLS+ c q 2\r\nLS+ d\r\n", "pause: the hub wants more than 3 subjects"],
    ["PUB a 0\r\n\r\n", "late: the hub does not speak as a hub: unknown operation"],
  ];
  for (const [said, wanted] of answers) {
    await using desk = await HubDesk.linked({ limits: { ...limits, maxControlLine: 400 } });
    await desk.says(said.length > 200 ? said.repeat(2) : said);
    assertEquals(over(desk), wanted);
  }
});

Deno.test("LeafProtocol counts an interest that is no subject and goes on", async () => {
  await using desk = await HubDesk.linked();
  await desk.says("LS+ a..b\r\nLS- a..b\r\nLS+ .\r\nLS+ up\r\n");
  assertEquals(desk.service.counters.get("leaf_invalid_interest"), 2);
  assertEquals(await desk.publish("up", "x"), "LMSG up 1\r\nx\r\n");
});

Deno.test("LeafProtocol survives any bytes, and leaves nothing behind of what they wanted", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary-ascii", maxLength: 20 }),
    fc.constantFrom(
      "LS+ a\r\n",
      "LS+ a q 3\r\n",
      "LS- a\r\n",
      "LMSG a 3\r\nabc\r\n",
      "LMSG a | q 0\r\n\r\n",
      "PING\r\n",
      "\r\n",
    ),
    fc.constantFrom(
      "INFO {}\r\n",
      'INFO {"import":3,"leafnode_urls":{}}\r\n',
      "-ERR\r\n",
      "+OK\r\n",
      "HMSG a 0 0\r\n\r\n",
      " ",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, linked) => {
      await using desk = linked ? await HubDesk.linked() : new HubDesk();
      const heard = desk.subscribe("heard");
      await desk.says(pieces.join("")).catch(() => {});
      desk.link.tell({ type: "close", reason: "" });
      await turn();
      assertEquals(await desk.publish("a", "x").then(() => desk.publish("heard", "still here")), "");
      assertEquals(heard.heard, ["heard:still here"]);
      assertEquals(desk.system.errors, []);
    }),
    { numRuns: 150 },
  );
});
