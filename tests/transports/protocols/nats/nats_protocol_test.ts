import { assertEquals, assertMatch } from "@std/assert";
import { subscribersOf } from "../../../../actors/routing/router.ts";
import { turn } from "../../../../actors/testing.ts";
import { Desk, HEADERS, QUIET } from "./_desk.ts";

const PING = "PING\r\n";
const PONG = "PONG\r\n";
const OK = "+OK\r\n";
const END = "<end>";

/** The line of an error. */
function error(text: string): string {
  return `-ERR '${text}'\r\n`;
}

Deno.test("NatsProtocol says INFO first, with the number and address of the client", async () => {
  await using desk = new Desk();
  const client = await desk.client("");
  const [, json] = /^INFO (\{.*\}) ?\r\n$/.exec(client.info)!;
  const { client_id, client_ip, ...info } = JSON.parse(json!);
  assertEquals(info, desk.server.info);
  assertEquals([typeof client_id, client_ip], ["number", "test"]);
});

Deno.test("NatsProtocol answers PING with PONG, behind all that the client has caused before", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  assertEquals(
    await client.says("SUB a 1\r\nPUB a 2\r\nhi\r\nPING\r\nPUB a 0\r\n\r\n"),
    [
      "MSG a 1 2\r\nhi\r\n",
      PONG,
      "MSG a 1 0\r\n\r\n",
    ].join(""),
  );
});

Deno.test("NatsProtocol is verbose and pedantic, echoes and has no headers before CONNECT and after CONNECT {}", async () => {
  await using desk = new Desk();
  for (const first of ["", "CONNECT {}\r\n"]) {
    const client = await desk.client(first);
    assertEquals(
      await client.says("SUB a 1\r\nPUB a 0\r\n\r\nPUB a..b 0\r\n\r\n"),
      `${OK}${OK}MSG a 1 0\r\n\r\n${error("Invalid Publish Subject")}${OK}`,
    );
    assertEquals(await client.says("HPUB a 0 0\r\n\r\n"), END);
  }
});

Deno.test("NatsProtocol says +OK to what it takes, when it is verbose, and in order", async () => {
  await using desk = new Desk();
  const client = await desk.client("");
  for (
    const [said, heard] of [
      ['CONNECT {"headers":true}\r\n', OK],
      ["SUB a 1\r\n", OK],
      ["SUB a 1\r\n", OK],
      ["UNSUB nobody\r\n", OK],
      ["UNSUB 1 5\r\n", OK],
      ["PUB a 0\r\n\r\n", `${OK}MSG a 1 0\r\n\r\n`],
      ["HPUB a 1 1\r\nh\r\n", `${OK}HMSG a 1 1 1\r\nh\r\n`],
      ["PUB a 0\r\n\r\nPUB b 0\r\n\r\n", `${OK}MSG a 1 0\r\n\r\n${OK}`],
      [PING, PONG],
      [PONG, ""],
      [OK, ""],
      ["INFO {}\r\n", ""],
      ["PUB .a 0\r\n\r\n", `${error("Invalid Publish Subject")}${OK}`],
      ["SUB a..b 2\r\n", error("Invalid Subject")],
      ["SUB a _sys_ 2\r\n", error('Permissions Violation for Subscription to "a" using queue "_sys_"')],
      ["PUB _GR_.a 0\r\n\r\n", error('Permissions Violation for Publish to "_GR_.a"')],
      ["PUB a _R_.x 0\r\n\r\n", error('Permissions Violation for Publish with Reply of "_R_.x"')],
      ["UNSUB 1\r\n", OK],
      ["PUB a 0\r\n\r\n", OK],
    ] as const
  ) assertEquals(await client.says(said), heard, JSON.stringify(said));
});

Deno.test("NatsProtocol says nothing but what was asked for, when it is not verbose", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  assertEquals(await client.says("SUB a 1\r\nSUB a 1\r\nUNSUB 2\r\nPUB b 0\r\n\r\nUNSUB 1\r\nPUB a..b 0\r\n\r\n"), "");
});

Deno.test("NatsProtocol checks publish subjects when it is pedantic, and publishes all the same", async () => {
  await using desk = new Desk();
  const client = await desk.client('CONNECT {"verbose":false,"pedantic":true}\r\n');
  await client.says("SUB > 1\r\n");
  const bad = error("Invalid Publish Subject");
  for (const subject of ["*", ">", "a.*", "a.>"]) {
    assertMatch(await client.says(`PUB ${subject} 0\r\n\r\n`), /^-ERR 'Invalid Publish Subject'\r\n(MSG .*\r\n\r\n)+$/);
  }
  for (const subject of [".", "a.", ".a", "a..b"]) assertEquals(await client.says(`PUB ${subject} 0\r\n\r\n`), bad);
  for (const subject of ["a*", ">b", "a.*b"]) {
    assertMatch(await client.says(`PUB ${subject} 0\r\n\r\n`), /^(MSG .*\r\n\r\n)+$/);
  }
});

Deno.test("NatsProtocol says which subjects cannot be subscribed to, pedantic or not, and keeps none of them", async () => {
  await using desk = new Desk();
  for (const first of [QUIET, 'CONNECT {"verbose":false,"pedantic":true}\r\n']) {
    const client = await desk.client(first);
    for (const subject of ["a..b", ".a", "a.", ".", "..", ">.a", "a.>.b"]) {
      assertEquals(await client.says(`SUB ${subject} 1\r\n`), error("Invalid Subject"), subject);
    }
    assertEquals(await client.says("SUB a 1\r\nPUB a 0\r\n\r\n"), "MSG a 1 0\r\n\r\n");
  }
});

Deno.test("NatsProtocol keeps what an earlier CONNECT has said", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  assertEquals(await client.says('CONNECT {}\r\nSUB a 1\r\nCONNECT {"verbose":true}\r\nSUB a 2\r\n'), `${OK}${OK}`);
});

Deno.test("NatsProtocol refuses a CONNECT that it cannot keep to, and says why", async () => {
  await using desk = new Desk();
  for (
    const [options, text] of [
      ['{"protocol":2}', "invalid client protocol"],
      ['{"protocol":-1}', "invalid client protocol"],
      ['{"no_responders":true}', "no responders requires headers support"],
      ['{"account":"x"}', "Authorization Violation"],
      ['{"new_account":true}', "Authorization Violation"],
      ['{"account":"x","protocol":2,"no_responders":true}', "Authorization Violation"],
      ['{"protocol":2,"no_responders":true}', "invalid client protocol"],
    ] as const
  ) {
    const client = await desk.client("");
    assertEquals(await client.says(`CONNECT ${options}\r\nPING\r\n`), `${error(text)}${END}`, options);
  }
});

Deno.test("NatsProtocol hangs up without a word on what it cannot read", async () => {
  await using desk = new Desk();
  for (
    const said of [
      "CONNECT {\r\n",
      'CONNECT {"verbose":1}\r\n',
      "CONNECT []\r\n",
      "INFO x\r\n",
      "-ERR 'x'\r\n",
      "SUB a\r\n",
      "UNSUB 1 2 3\r\n",
      "PUB a\r\n",
      "PUB a x\r\n",
      "HPUB a 0 0\r\n",
    ]
  ) assertEquals(await (await desk.client()).says(`${said}PING\r\n`), END, said);
});

Deno.test("NatsProtocol sends what the client has caused before it hangs up", async () => {
  await using desk = new Desk();
  for (
    const [said, last] of [
      ["BOGUS\r\n", error("Unknown Protocol Operation")],
      ["SUB a\r\n", ""],
      ["PUB a 1048577\r\n", error("Maximum Payload Violation")],
      [`SUB ${"a".repeat(4_095)} 2\r\n`, error("maximum control line exceeded")],
    ] as const
  ) {
    const client = await desk.client();
    assertEquals(
      await client.says(`SUB a 1\r\nPUB a 2\r\nhi\r\n${said}PUB a 2\r\nno\r\n`),
      `MSG a 1 2\r\nhi\r\n${last}${END}`,
    );
  }
});

Deno.test("NatsProtocol gives others what a client has published before its mistake, and nothing behind it", async () => {
  await using desk = new Desk();
  const other = await desk.client();
  await other.says("SUB a 1\r\n");
  const client = await desk.client();
  await client.says("PUB a 2\r\nhi\r\nBOGUS\r\nPUB a 2\r\nno\r\n");
  assertEquals(other.heard(), "MSG a 1 2\r\nhi\r\n");
});

Deno.test("NatsProtocol takes payloads up to the largest, headers included", async () => {
  await using desk = new Desk({ maxPayload: 10 });
  const client = await desk.client(HEADERS);
  assertEquals(await client.says("SUB a 1\r\nPUB a 10\r\n0123456789\r\n"), "MSG a 1 10\r\n0123456789\r\n");
  assertEquals(await client.says("HPUB a 4 10\r\n0123456789\r\n"), "HMSG a 1 4 10\r\n0123456789\r\n");
  assertEquals(await client.says("HPUB a 4 11\r\n"), `${error("Maximum Payload Violation")}${END}`);
  assertEquals(await (await desk.client()).says("PUB a 11\r\n"), `${error("Maximum Payload Violation")}${END}`);
});

Deno.test("NatsProtocol holds control lines to the limit of the server", async () => {
  await using desk = new Desk({ maxControlLine: 50 });
  const client = await desk.client();
  assertEquals(await client.says(`SUB ${"a".repeat(48)} 1\r\nPING\r\n`), PONG);
  assertEquals(await client.says(`SUB ${"a".repeat(49)} 1\r\n`), `${error("maximum control line exceeded")}${END}`);
});

Deno.test("NatsProtocol takes no more subscriptions than the limit, and stays", async () => {
  await using desk = new Desk({ maxSubscriptions: 2 });
  const client = await desk.client();
  const full = error("maximum subscriptions exceeded");
  assertEquals(
    await client.says("SUB a 1\r\nSUB a..b 9\r\nSUB b 2\r\nSUB c 3\r\n"),
    `${error("Invalid Subject")}${full}`,
  );
  // One that is there already counts as one more, as in the original.
  assertEquals(await client.says("SUB a 1\r\nUNSUB 1\r\nSUB c 3\r\nPING\r\n"), `${full}${PONG}`);
  assertEquals(await client.says("UNSUB 2 1\r\nPUB b 0\r\n\r\n"), "MSG b 2 0\r\n\r\n");
  assertEquals(await client.says("SUB d 4\r\nPING\r\n"), PONG);
});

Deno.test("NatsProtocol takes no subjects with more tokens than the limit, and stays", async () => {
  await using desk = new Desk({ maxSubscriptionTokens: 2 });
  const client = await desk.client();
  assertEquals(
    await client.says("SUB a.b 1\r\nSUB a.b.> 2\r\nPING\r\n"),
    `${error('Permissions Violation for Subscription to "a.b.>", too many tokens')}${PONG}`,
  );
});

Deno.test("NatsProtocol lets nobody use the subjects of servers", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB > 1\r\n");
  const reply = (reply: string) => error(`Permissions Violation for Publish with Reply of "${reply}"`);
  for (
    const [said, heard] of [
      ["PUB a _R_. 0", reply("_R_.")],
      ["PUB a _R_.x 0", reply("_R_.x")],
      ["PUB a $JS.ACK.x 0", reply("$JS.ACK.x")],
      ["PUB a _GR_.x 0", reply("_GR_.x")],
      ['PUB a _R_."\xff 0', reply('_R_.\\"\\xff')],
      ["PUB _GR_.x 0", error('Permissions Violation for Publish to "_GR_.x"')],
      ["PUB _GR_.x _R_.x 0", error('Permissions Violation for Publish to "_GR_.x"')],
      ["PUB a _R_ 0", "MSG a 1 _R_ 0\r\n\r\n"],
      ["PUB a $JS.ACK. 0", "MSG a 1 $JS.ACK. 0\r\n\r\n"],
      ["PUB a _GR_. 0", "MSG a 1 _GR_. 0\r\n\r\n"],
      ["PUB a $JS.x 0", "MSG a 1 $JS.x 0\r\n\r\n"],
      ["PUB _R_.x 0", "MSG _R_.x 1 0\r\n\r\n"],
      ["PUB $SYS.x 0", "MSG $SYS.x 1 0\r\n\r\n"],
      ["PUB _GR_. 0", ""],
    ] as const
  ) assertEquals(await client.says(`${said}\r\n\r\n`), heard, said);
});

Deno.test("NatsProtocol takes what comes in pieces, and answers when it is whole", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  const stream = "SUB a.b 1\r\nPUB a.b re.ply 11\r\nhello\r\nyou!\r\nPING\r\n";
  assertEquals(await client.says(...stream), "MSG a.b 1 re.ply 11\r\nhello\r\nyou!\r\nPONG\r\n");
});

Deno.test("NatsProtocol does not make room for what a client has announced and may not send", async () => {
  await using desk = new Desk({ maxPayload: 100 });
  const client = await desk.client();
  assertEquals(await client.says("PUB a 999999999\r\n"), `${error("Maximum Payload Violation")}${END}`);
});

Deno.test("NatsProtocol tells clients that asked for it when the server has something new to say", async () => {
  await using desk = new Desk();
  const first = await desk.client('CONNECT {"verbose":false,"protocol":1}\r\n');
  const old = await desk.client('CONNECT {"verbose":false,"protocol":0}\r\nPING\r\n');
  const ready = await desk.client('CONNECT {"verbose":false,"protocol":1}\r\nPING\r\n');
  desk.server = { ...desk.server, info: { ...desk.server.info, ldm: true } };
  for (const ref of desk.system.groups.members(subscribersOf(desk.router))) ref.tell({ type: "notice" });
  await turn();
  assertEquals([first.heard(), old.heard()], ["", ""]);
  assertMatch(ready.heard(), /^INFO \{.*"ldm":true.*\} ?\r\n$/);
});

Deno.test("NatsProtocol says why the server ends the connection", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  for (const ref of desk.system.groups.members(subscribersOf(desk.router))) {
    ref.tell({ type: "close", reason: "because" });
  }
  await turn();
  assertEquals(client.heard(), `${error("because")}${END}`);
});

Deno.test("NatsProtocol traces subscriptions where somebody listens", async () => {
  await using desk = new Desk();
  const traced: string[] = [];
  desk.server = { ...desk.server, trace: (_, text) => void traced.push(text) };
  await (await desk.client()).says("SUB a 1\r\nSUB b q 2\r\nSUB a..b 3\r\n");
  assertEquals(traced, ["[SUB a 1]", "[SUB b q 2]"]);
});
