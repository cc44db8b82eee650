import { assert, assertEquals, assertMatch } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { dial, enter } from "./_dial.ts";

/** A chat room over TCP. */
async function room(maxLine = 65_536) {
  const mailroom = await startMailroom({ line: { port: 0, maxLine } });
  const { port } = mailroom.addresses.line!;
  return {
    port,
    counts: () => mailroom.counts(),
    enter: (name?: string) => enter(port, name),
    [Symbol.asyncDispose]: () => mailroom[Symbol.asyncDispose](),
  };
}

Deno.test("chat: every client is greeted with a line", async () => {
  await using r = await room();
  await using client = await dial(r.port);
  assertEquals(await client.line(), "Welcome to room lobby. /help lists the commands");
});

Deno.test("chat: a line reaches every other client byte for byte, and never its sender", async () => {
  await using r = await room();
  await using ada = await r.enter();
  await using bob = await r.enter();
  await using eve = await r.enter();
  const all = Uint8Array.from({ length: 256 }, (_, byte) => byte === 10 ? 11 : byte);
  const line = `${String.fromCharCode(...all)}\r\n`;
  await ada.send(Uint8Array.of(...all, 13, 10));
  assertEquals(await bob.bytes(line.length), line);
  assertEquals(await eve.bytes(line.length), line);
  await ada.send("\n");
  assertEquals([await bob.line(), await eve.line()], ["", ""]);
  // What one client says comes in order, so had Ada heard herself, it would be before this.
  await bob.send("from Bob\n");
  assertEquals(await ada.line(), "from Bob");
});

Deno.test("chat: lines come in the order in which they were said, however they were sent", async () => {
  await using r = await room();
  await using ada = await r.enter();
  await using bob = await r.enter();
  const said = Array.from({ length: 500 }, (_, i) => `line ${i} ${"x".repeat(i * 7 % 300)}`);
  const text = said.join("\n") + "\n";
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = 1 + i * 37 % 997;
    await ada.send(text.slice(at, at + size));
    at += size;
  }
  assertEquals(await bob.lines(500), said);
});

Deno.test("chat: a nick goes before the lines of its owner, and before those alone", async () => {
  await using r = await room();
  await using ada = await r.enter("Ada");
  await using bob = await r.enter();
  await ada.send("hello\n");
  assertEquals(await bob.line(), "Ada: hello");
  await bob.send("hello yourself\r\n");
  assertEquals(await ada.line(), "hello yourself\r");
});

Deno.test("chat: a room hears only what is said in it", async () => {
  await using r = await room();
  await using ada = await r.enter();
  await using bob = await r.enter();
  await using eve = await r.enter();
  await ada.send("/join lounge\n");
  assertEquals(await ada.line(), "* you are in lounge");
  await eve.send("/join lounge\n");
  assertEquals(await eve.line(), "* you are in lounge");
  await ada.send("in the lounge\n/join lobby\n");
  assertEquals([await eve.line(), await ada.line()], ["in the lounge", "* you are in lobby"]);
  await eve.send("alone\n/join lobby\n");
  await eve.line();
  await eve.send("back\n");
  assertEquals([await ada.line(), await bob.line()], ["back", "back"]);
});

Deno.test("chat: /who and /rooms are answered to the asker alone", async () => {
  await using r = await room();
  await using ada = await r.enter("Ada");
  await using bob = await r.enter();
  await bob.send("/who\n/rooms\n/join lounge\n/rooms\n");
  assertMatch(await bob.line(), /^\* you are in lounge$/);
  const answers = (await bob.lines(3)).sort();
  assertMatch(answers[0]!, /^\* in lobby: Ada, tcp-\d+$/);
  assertEquals(answers.slice(1), ["* rooms: lobby (1), lounge (1)", "* rooms: lobby (2)"]);
  await bob.send("/join lobby\nhello\n");
  assertEquals(await ada.line(), "hello");
});

Deno.test("chat: who leaves is in no room any more", async () => {
  await using r = await room();
  await using ada = await r.enter("Ada");
  const bob = await r.enter("Bob");
  await bob.send("bye, all\n/quit\nunheard\n");
  assertEquals(await bob.rest(), "* bye\n");
  await bob[Symbol.asyncDispose]();
  assertEquals(await ada.line(), "Bob: bye, all");
  await ada.send("/who\n/rooms\n");
  assertEquals(await ada.lines(2), ["* in lobby: Ada", "* rooms: lobby (1)"]);
});

Deno.test("chat: a doubled slash says a line that begins with one, and a wrong command is refused", async () => {
  await using r = await room();
  await using ada = await r.enter();
  await using bob = await r.enter();
  await ada.send("/dance\n//usr/bin\n");
  assertMatch(await ada.line(), /^! Cannot do "\/dance": wanted one of \/join, /);
  assertEquals(await bob.line(), "/usr/bin");
  assertEquals(r.counts().lines_refused, 1);
});

Deno.test("chat: a line over the limit costs its sender the connection, and nobody else anything", async () => {
  await using r = await room(100);
  await using ada = await r.enter();
  await using bob = await r.enter();
  await using eve = await r.enter();
  await ada.send(`short\n${"x".repeat(100)}\n${"y".repeat(101)}`);
  assertEquals(await ada.rest(), "! Cannot take a line of more than 100 bytes: wanted a shorter one\n");
  for (const client of [bob, eve]) assertEquals(await client.lines(2), ["short", "x".repeat(100)]);
  await bob.send("still here\n");
  assertEquals(await eve.line(), "still here");
  assert(bob.open && eve.open);
});

Deno.test("chat: a client that vanishes within a line loses only that half line", async () => {
  await using r = await room();
  const ada = await r.enter("Ada");
  await using bob = await r.enter("Bob");
  await ada.send("whole\nhalf");
  assertEquals(await bob.line(), "Ada: whole");
  await ada[Symbol.asyncDispose]();
  await using eve = await r.enter();
  await eve.send("next\n");
  assertEquals(await bob.line(), "next");
});

Deno.test("chat: many clients talk at once, and each hears all of all others, in order", async () => {
  await using r = await room();
  const clients = await Promise.all(Array.from({ length: 10 }, (_, i) => r.enter(`c${i}`)));
  await Promise.all(clients.map(async (client) => {
    for (let i = 0; i < 20; i++) await client.send(`${i}\n`);
  }));
  for (const [own, client] of clients.entries()) {
    const heard = await client.lines(9 * 20);
    for (let other = 0; other < 10; other++) {
      const lines = heard.filter((line) => line.startsWith(`c${other}: `));
      assertEquals(lines, own === other ? [] : Array.from({ length: 20 }, (_, i) => `c${other}: ${i}`));
    }
  }
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
});

Deno.test("chat: who ends his half of the connection is answered before the server ends the other", async () => {
  await using r = await room();
  await using bob = await r.enter("Bob");
  await using ada = await r.enter();
  await ada.send("/nick Ada\nhello\n/who\n/rooms\nhalf a line");
  await ada.closeWrite();
  assertEquals((await ada.rest()).split("\n").sort(), [
    "",
    "* in lobby: Bob, Ada",
    "* rooms: lobby (2)",
    "* you are Ada",
  ]);
  assertEquals(await bob.line(), "Ada: hello");
});
