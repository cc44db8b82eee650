import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ask } from "../../../../actors/mod.ts";
import { seededRandom, turn } from "../../../../actors/testing.ts";
import { poison } from "../../../actors/routing/_hearer.ts";
import { Desk, HEADERS, QUIET } from "./_desk.ts";

/** The deliveries in a text, as `subject sid payload`, in order. */
function messages(text: string): string[] {
  return [...text.matchAll(/MSG (\S+) (\S+) (?:\S+ )?\d+\r\n([^\r]*)\r\n/g)].map((match) => match.slice(1).join(" "));
}

/** A publication of a text. */
function pub(subject: string, payload: string, reply = ""): string {
  return `PUB ${subject} ${reply} ${payload.length}\r\n${payload}\r\n`;
}

Deno.test("a NATS client gets a message once for each of its subscriptions that match", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB foo.* 1\r\nSUB foo.> 2\r\nSUB foo.bar 3\r\nSUB foo 4\r\nSUB > 5\r\nSUB *.baz 6\r\n");
  assertEquals(messages(await client.says(pub("foo.bar", "x"))).sort(), [1, 2, 3, 5].map((sid) => `foo.bar ${sid} x`));
  assertEquals(messages(await client.says(pub("foo", "x"))).sort(), [4, 5].map((sid) => `foo ${sid} x`));
  assertEquals(messages(await client.says(pub("foo.a.b", "x"))).sort(), [2, 5].map((sid) => `foo.a.b ${sid} x`));
  for (const subject of ["foo.", ".foo", "foo..bar"]) assertEquals(await client.says(pub(subject, "x")), "");
});

Deno.test("wildcards in what a NATS client publishes to, or inside of a token, are plain text", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB a.* 1\r\nSUB b* 2\r\nSUB >x 3\r\nSUB c.d 4\r\n");
  assertEquals(messages(await client.says(pub("a.*", "x") + pub("a.>", "y"))), ["a.* 1 x", "a.> 1 y"]);
  assertEquals(messages(await client.says(pub("b*", "x") + pub("bb", "y") + pub(">x", "z"))), ["b* 2 x", ">x 3 z"]);
  assertEquals(messages(await client.says(pub("c.*", "x") + pub("c.>", "y") + pub("C.D", "z"))), []);
});

Deno.test("a NATS client gets subjects, replies and sids byte for byte, whatever they are", async () => {
  await using desk = new Desk();
  const client = await desk.client(HEADERS);
  for (const name of ["\xff\xfe", "\xc3\xa9.\xe6\x97\xa5", "\xef\xbb\xbfa", "a\0b", "\x7f", "\xc2\x80"]) {
    assertEquals(
      await client.says(`SUB ${name} ${name}\r\nPUB ${name} ${name} 2\r\nhi\r\n`),
      [
        `MSG ${name} ${name} ${name} 2\r\nhi\r\n`,
      ].join(""),
    );
    assertEquals(
      await client.says(`HPUB ${name} ${name} 1 3\r\nhhi\r\nUNSUB ${name}\r\n`),
      `HMSG ${name} ${name} ${name} 1 3\r\nhhi\r\n`,
    );
    assertEquals(await client.says(pub("a", "hi")), "");
  }
});

Deno.test("a NATS client gets a reply with the message, whether that is sent on as it came or written anew", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB a 1\r\n");
  for (const line of ["PUB a r 2\r\n", "PUB  a r 2\n", "PUB a r 002\n"]) {
    assertEquals(await client.says(`${line}hi\r\n`), "MSG a 1 r 2\r\nhi\r\n", line);
  }
  assertEquals(
    await client.says("PUB a r 300000\r\n", "x".repeat(300_000), "\r\n"),
    [
      `MSG a 1 r 300000\r\n${"x".repeat(300_000)}\r\n`,
    ].join(""),
  );
});

Deno.test("a NATS client hears everything in the order in which another has published it", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB > 1\r\n");
  const other = await desk.client();
  const all = Array.from({ length: 500 }, (_, i) => ["a", "b", "c.d"][i % 3]!);
  await other.says(all.map((subject, i) => pub(subject, `${i}`)).join(""));
  assertEquals(messages(client.heard()), all.map((subject, i) => `${subject} 1 ${i}`));
});

Deno.test("a NATS client that wants no echo hears others alone", async () => {
  await using desk = new Desk();
  const client = await desk.client('CONNECT {"verbose":false,"echo":false}\r\n');
  const other = await desk.client();
  assertEquals(await client.says(`SUB a 1\r\nSUB a q 2\r\n${pub("a", "own")}`), "");
  await other.says(pub("a", "other"));
  assertEquals(messages(client.heard()).sort(), ["a 1 other", "a 2 other"]);
});

Deno.test("one member of a queue group gets a message, whatever subjects the members have", async () => {
  await using desk = new Desk();
  const clients = [await desk.client(), await desk.client()];
  await clients[0]!.says("SUB a q 1\r\nSUB > q 2\r\nSUB a 3\r\n");
  await clients[1]!.says("SUB * q 4\r\nSUB a p 5\r\nSUB b q 6\r\n");
  const counts = new Map<string, number>();
  for (let i = 0; i < 300; i++) {
    const heard = [...messages(await clients[0]!.says(pub("a", "x"))), ...messages(clients[1]!.heard())];
    const sids = heard.map((message) => message.split(" ")[1]!).sort();
    assertEquals(sids.filter((sid) => "124".includes(sid)).length, 1, sids.join());
    assertEquals(sids.filter((sid) => "356".includes(sid)), ["3", "5"]);
    for (const sid of sids) counts.set(sid, (counts.get(sid) ?? 0) + 1);
  }
  for (const sid of ["1", "2", "4"]) assert(counts.get(sid)! > 60, `member ${sid} got ${counts.get(sid)} of 300`);
});

Deno.test("a queue group passes a message to a member that may have it", async () => {
  await using desk = new Desk();
  const mute = await desk.client('CONNECT {"verbose":false,"echo":false}\r\n');
  const other = await desk.client();
  await mute.says("SUB a q 1\r\nSUB a q 2\r\n");
  await other.says("SUB a q 3\r\n");
  for (let i = 0; i < 30; i++) assertEquals(await mute.says(pub("a", `${i}`)), "");
  assertEquals(messages(other.heard()).length, 30);
});

Deno.test("UNSUB ends a subscription at once", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  assertEquals(
    await client.says(`SUB a 1\r\n${pub("a", "x")}UNSUB 1\r\n${pub("a", "y")}PING\r\n`),
    [
      "MSG a 1 1\r\nx\r\n",
      "PONG\r\n",
    ].join(""),
  );
  for (const max of ["0", "x", "1234567890", "-1"]) {
    assertEquals(await client.says(`SUB a 1\r\nUNSUB 1 ${max}\r\n${pub("a", "x")}PING\r\n`), "PONG\r\n", max);
  }
});

Deno.test("UNSUB with a maximum counts from the SUB on", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  const script = async (...lines: string[]) =>
    messages(await client.says(["SUB a 1\r\n", ...lines].join(""))).length + (await client.says("UNSUB 1\r\n")).length;
  const [one, five] = [pub("a", "x"), pub("a", "x").repeat(5)];
  assertEquals(await script("UNSUB 1 3\r\n", five), 3);
  assertEquals(await script(one, "UNSUB 1 3\r\n", five), 3);
  assertEquals(await script(one, one, "UNSUB 1 2\r\n", five), 2);
  assertEquals(await script(one, one, one, "UNSUB 1 2\r\n", five), 3);
  assertEquals(await script("UNSUB 1 1\r\n", "UNSUB 1 3\r\n", five), 3);
  assertEquals(await script("UNSUB 1 3\r\n", "UNSUB 1 1\r\n", five), 1);
  assertEquals(await script(one, "UNSUB 1 3\r\n", one, "UNSUB 1\r\n", five), 2);
});

Deno.test("UNSUB with a maximum gives the sid free when it is reached", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says("SUB a 1\r\nUNSUB 1 1\r\n");
  assertEquals(messages(await client.says(pub("a", "x") + pub("a", "y"))), ["a 1 x"]);
  assertEquals(messages(await client.says("SUB b 1\r\n" + pub("a", "x") + pub("b", "y") + pub("b", "z"))), [
    "b 1 y",
    "b 1 z",
  ]);
});

Deno.test("a queue group loses nothing when its members reach their maxima, however many publish", async () => {
  const maxima = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(maxima, fc.nat(12), fc.nat(1_000), async (maxima, sent, seed) => {
      await using desk = new Desk({}, seededRandom(seed));
      const members = await Promise.all(maxima.map(() => desk.client()));
      await Promise.all(members.map((member, i) => member.says(`SUB a q ${i}\r\nUNSUB ${i} ${maxima[i]}\r\n`)));
      const publishers = [await desk.client(), await desk.client()];
      for (let i = 0; i < sent; i++) publishers[i % 2]!.says(pub("a", `${i}`));
      await turn();
      const heard = members.map((member) => messages(member.heard()).map((message) => message.split(" ")[2]!));
      const room = maxima.reduce((sum, max) => sum + max);
      heard.forEach((payloads, i) => assert(payloads.length <= maxima[i]!));
      assertEquals(new Set(heard.flat()).size, Math.min(sent, room));
      assertEquals(heard.flat().length, Math.min(sent, room));
    }),
    { numRuns: 40 },
  );
});

Deno.test("a NATS client's subscriptions end with its connection", async () => {
  await using desk = new Desk();
  const [gone, other] = [await desk.client(), await desk.client()];
  await gone.says("SUB a q 1\r\nSUB a 2\r\n");
  await other.says("SUB a q 1\r\n");
  gone.close();
  await turn();
  for (let i = 0; i < 20; i++) await other.says(pub("a", "x"));
  assertEquals((await ask(desk.router, { type: "stats" })).size, 1);
});

Deno.test("NATS clients notice nothing of a router that is started again", async () => {
  await using desk = new Desk();
  const client = await desk.client();
  await client.says(`SUB a 1\r\nSUB a 2\r\nUNSUB 2 2\r\n${pub("a", "x")}`);
  desk.router.tell(poison());
  assertEquals(messages(await client.says(pub("a", "y") + pub("a", "z"))).sort(), ["a 1 y", "a 1 z", "a 2 y"]);
  desk.system.errors.length = 0;
});

// Headers

Deno.test("headers reach who understands them, and others get the message without", async () => {
  await using desk = new Desk();
  const [client, old] = [await desk.client(HEADERS), await desk.client(QUIET)];
  for (const each of [client, old]) await each.says("SUB a 1\r\n");
  const headers = "NATS/1.0\r\nA: b\r\n\r\n";
  const both = `${headers.length} ${headers.length + 2}`;
  assertEquals(await client.says(`HPUB a ${both}\r\n${headers}hi\r\n`), `HMSG a 1 ${both}\r\n${headers}hi\r\n`);
  assertEquals(old.heard(), "MSG a 1 2\r\nhi\r\n");
  assertEquals(await client.says(`HPUB a r ${both}\r\n${headers}hi\r\n`), `HMSG a 1 r ${both}\r\n${headers}hi\r\n`);
  assertEquals(old.heard(), "MSG a 1 r 2\r\nhi\r\n");
  assertEquals(await client.says("HPUB a 5 5\r\nwhat?\r\n"), "HMSG a 1 5 5\r\nwhat?\r\n");
  assertEquals(old.heard(), "MSG a 1 0\r\n\r\n");
  assertEquals(await client.says("HPUB a 0 2\r\nhi\r\n"), "MSG a 1 2\r\nhi\r\n");
  assertEquals(old.heard(), "MSG a 1 2\r\nhi\r\n");
});

Deno.test("nobody has headers where the server has none", async () => {
  await using desk = new Desk();
  desk.server = { ...desk.server, info: { ...desk.server.info, headers: false } };
  const client = await desk.client('CONNECT {"verbose":false,"headers":true}\r\n');
  assertEquals(await client.says("HPUB a 0 0\r\n"), "<end>");
});

// No responders

const NOBODY = (reply: string, sid: string) => `HMSG ${reply} ${sid} 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`;

Deno.test("a requester is told at once that nobody responds", async () => {
  await using desk = new Desk();
  const client = await desk.client(HEADERS);
  assertEquals(await client.says(`SUB r 1\r\n${pub("a", "x", "r")}`), NOBODY("r", "1"));
  assertEquals(await client.says("HPUB a r 1 2\r\nhx\r\n"), NOBODY("r", "1"));
  assertEquals(await client.says(`UNSUB 1\r\nSUB _INBOX.* 2\r\n${pub("a", "x", "_INBOX.7")}`), NOBODY("_INBOX.7", "2"));
});

Deno.test("a requester is told nothing when somebody got the message, or it cannot be told", async () => {
  await using desk = new Desk();
  const client = await desk.client(HEADERS);
  const other = await desk.client(HEADERS);
  // No reply, no subscription of its own that is plain and matches, or one that somebody else has.
  await other.says("SUB r 1\r\n");
  assertEquals(await client.says(pub("a", "x")), "");
  assertEquals(await client.says(pub("a", "x", "r")), "");
  assertEquals(await client.says(`SUB r q 1\r\n${pub("a", "x", "r")}`), "");
  assertEquals(await client.says(`SUB r.> 2\r\n${pub("a", "x", "r")}`), "");
  await client.says("SUB r 3\r\n");
  assertEquals(await client.says(pub("a", "x", "r")), NOBODY("r", "3"));
  await other.says("SUB a q 2\r\n");
  assertEquals(await client.says(pub("a", "x", "r")), "");
  const plain = await desk.client('CONNECT {"verbose":false,"headers":true}\r\n');
  assertEquals(await plain.says(`SUB r 1\r\n${pub("nobody", "x", "r")}`), "");
});

Deno.test("what a requester would hear itself does not count as a response when it wants no echo", async () => {
  await using desk = new Desk();
  const options = '{"verbose":false,"headers":true,"no_responders":true,"echo":false}';
  const client = await desk.client(`CONNECT ${options}\r\n`);
  assertEquals(await client.says(`SUB a 1\r\nSUB a q 2\r\nSUB r 3\r\n${pub("a", "x", "r")}`), NOBODY("r", "3"));
});

Deno.test("a requester is told through the subscriptions that it had when it asked", async () => {
  await using desk = new Desk();
  const client = await desk.client(HEADERS);
  assertEquals(await client.says(`SUB r 1\r\n${pub("a", "x", "r")}UNSUB 1\r\nPING\r\n`), `${NOBODY("r", "1")}PONG\r\n`);
  assertEquals(await client.says(`${pub("a", "x", "r")}SUB r 1\r\nPING\r\n`), "PONG\r\n");
});

Deno.test("what a requester is told does not count towards the maximum of its subscription", async () => {
  await using desk = new Desk();
  const client = await desk.client(HEADERS);
  await client.says("SUB r 1\r\nUNSUB 1 1\r\n");
  for (let i = 0; i < 3; i++) assertEquals(await client.says(pub("a", "x", "r")), NOBODY("r", "1"));
  assertEquals(await client.says(pub("r", "x") + pub("r", "y")), "MSG r 1 1\r\nx\r\n");
  assertEquals(await client.says(pub("a", "x", "r")), "");
});
