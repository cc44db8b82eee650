import { assertEquals, assertLess, assertMatch } from "@std/assert";
import { UdpClient } from "../_udp_client.ts";
import { dial, enter } from "./_dial.ts";
import { CHAT, ServerProcess } from "./_server.ts";

const LOG_LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (error|warn|info|debug) \S/;

Deno.test("main.ts serve says on standard output where it listens, a line each, and nothing more", async () => {
  await using server = new ServerProcess({
    args: ["serve", "--line=0", "--udp", "0", "--nats=0", "--http=0", "--log", "debug"],
  });
  const ports = [];
  for (let i = 0; i < 4; i++) ports.push(await server.port());
  const [line = 0, udp = 0, nats, http] = ports;
  await using client = await enter(line);
  using peer = new UdpClient(udp);
  await peer.send("hello");
  assertEquals(await client.line(), "hello");
  await client.send("/quit\n");
  await client.rest();
  server.signal("SIGTERM");
  assertEquals(await server.code(), 0);
  await server.stdout.done;
  assertEquals(server.stdout.all, [
    `listening line tcp://127.0.0.1:${line}`,
    `listening line udp://127.0.0.1:${udp}`,
    `listening nats tcp://127.0.0.1:${nats}`,
    `listening http http://127.0.0.1:${http}`,
  ]);
});

Deno.test("main.ts serve logs to standard error, a line with time and level for all that happens", async () => {
  await using server = new ServerProcess({ args: [...CHAT, "--log", "debug"] });
  const [line] = [await server.port(), await server.port()];
  await using client = await enter(line);
  await server.stderr.like(/ debug tcp:\/\/127\.0\.0\.1:\d+ connected$/);
  await client.send("/quit\n");
  await server.stderr.like(/ debug tcp:\/\/127\.0\.0\.1:\d+ is gone: closed$/);
  server.signal("SIGINT");
  assertEquals(await server.code(), 0);
  await server.stderr.done;
  for (const each of server.stderr.all) assertMatch(each, LOG_LINE);
});

Deno.test("main.ts serve says nothing but what its level asks for", async () => {
  await using server = new ServerProcess({ args: [...CHAT, "--log=warn"] });
  const [line] = [await server.port(), await server.port()];
  await using _client = await enter(line);
  server.signal("SIGTERM");
  assertEquals(await server.code(), 0);
  await server.stderr.done;
  assertEquals(server.stderr.all, []);
});

Deno.test("main.ts serve does as its flags say", async () => {
  const args = [
    ...CHAT,
    "--room",
    "hall",
    "--greeting=Good day, all",
    "--max-line=10",
    "--max-connections",
    "2",
    "--log=warn",
  ];
  await using server = new ServerProcess({ args });
  const port = await server.port();
  await using client = await enter(port);
  await using other = await enter(port, "Ada");
  await using third = await dial(port);
  assertEquals(await third.rest(), "! maximum connections exceeded: wanted at most 2\n");
  await server.stderr.like(/ warn tcp:\S+ is refused: maximum connections exceeded: wanted at most 2$/);
  await other.send("hello\n/who\n");
  assertEquals(await client.line(), "Ada: hello");
  assertMatch(await other.line(), /^\* in hall: tcp-1, Ada$/);
  await client.send("01234567890\n");
  assertEquals(await client.rest(), "! Cannot take a line of more than 10 bytes: wanted a shorter one\n");
  await using next = await enter(port);
  await next.send("/rooms\n");
  assertEquals(await next.line(), "* rooms: hall (2)");
});

Deno.test("main.ts serve greets as it is told to", async () => {
  await using server = new ServerProcess({ args: [...CHAT, "--greeting", "Good day, all"] });
  await using client = await dial(await server.port());
  assertEquals(await client.line(), "Good day, all");
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`main.ts serve at ${signal} sends what is queued, closes, and exits 0 soon`, async () => {
    await using server = new ServerProcess({ args: CHAT });
    const port = await server.port();
    await using talker = await enter(port);
    await using listener = await enter(port);
    const line = `${"x".repeat(60_000)}\n`;
    await talker.send(`${line.repeat(50)}/who\n`);
    await talker.line();
    const before = performance.now();
    server.signal(signal);
    assertEquals((await listener.rest()).length, 50 * line.length);
    assertEquals(await talker.rest(), "");
    assertEquals(await server.code(), 0);
    assertLess(performance.now() - before, 5_000);
    await server.stderr.like(/ info stopping/);
  });
}

Deno.test("main.ts serve waits two seconds for clients that do not read, and a second signal ends it at once", async () => {
  await using server = new ServerProcess({ args: CHAT });
  const port = await server.port();
  await using talker = await enter(port);
  const deaf = await Deno.connect({ hostname: "127.0.0.1", port });
  await talker.send(`${"x".repeat(60_000)}\n`.repeat(200));
  await talker.send("/who\n");
  await talker.line();
  const before = performance.now();
  server.signal("SIGTERM");
  await server.stderr.like(/ info stopping/);
  server.signal("SIGTERM");
  assertEquals(await server.code(), 130);
  assertLess(performance.now() - before, 1_500);
  deaf.close();
});
