import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { within } from "../_within.ts";
import { command } from "./_command.ts";
import { Room } from "./_room.ts";
import { ServerProcess } from "./_server.ts";

const OK = { code: 0, stdout: "", stderr: "" };

Deno.test("main.ts pub publishes what it is given, with headers and where answers go, to main.ts sub", async () => {
  await using room = await Room.open();
  const [sub, both] = await Promise.all([
    room.listen(["sub", "greet.*", "binary", "--json", "--count=3"]),
    room.listen(["sub", "greet.>", "--count", "2"]),
  ]);
  await using json = sub;
  await using text = both;
  const headers = ["--headers", "K: v", "--headers=Trace: a: b", "--headers=K:w"];
  assertEquals(await room.run(["pub", "greet.ada", "hello", ...headers, "--reply", "back"]), OK);
  assertEquals(await room.run(["pub", "greet.bob", "-"], { input: "two\nlines\n" }), OK);
  room.publish("binary", Uint8Array.of(0xff, 0x00));
  assertEquals([await json.code(), await text.code()], [0, 0]);
  await Promise.all([json.stdout.done, text.stdout.done]);
  assertEquals(json.stdout.all.filter((line) => line !== "").map((line) => JSON.parse(line)), [
    { subject: "greet.ada", reply: "back", headers: { K: ["v", "w"], Trace: ["a: b"] }, data: "hello" },
    { subject: "greet.bob", data: "two\nlines\n" },
    { subject: "binary", data_base64: "/wA=" },
  ]);
  assertEquals(text.stdout.all, ["greet.ada (K: v, Trace: a: b, K: w) hello", "greet.bob two", "lines"]);
});

Deno.test("main.ts pub --count publishes as often, and says so with --json", async () => {
  await using room = await Room.open();
  await using sub = await room.listen(["sub", "many", "--raw", "--count=20000"]);
  const { code, stdout, stderr } = await room.run(["pub", "many", "007\n", "--count", "20000", "--json"]);
  assertEquals([code, stderr], [0, ""]);
  const { seconds: _, ...said } = JSON.parse(stdout);
  assertEquals(said, { subject: "many", messages: 20_000, bytes: 80_000 });
  assertEquals(await sub.code(), 0);
  await sub.stdout.done;
  assertEquals(sub.stdout.all.length, 20_000);
  assertEquals(new Set(sub.stdout.all), new Set(["007"]));
});

Deno.test("main.ts sub ends cleanly at SIGINT, and shares messages with those in its queue", async () => {
  await using room = await Room.open();
  const members = await Promise.all([1, 2].map(() => room.listen(["sub", "job.*", "--queue=workers"])));
  await using _one = members[0]!;
  await using _other = members[1]!;
  for (let i = 0; i < 40; i++) room.publish(`job.${i}`, "");
  const heard = Promise.withResolvers<void>();
  let count = 0;
  const counting = members.map(async ({ stdout }) => {
    for (let open = true; open;) {
      open = await stdout.next().then(() => true, () => false);
      if (open && ++count === 40) heard.resolve();
    }
  });
  await within(heard.promise, "all messages");
  for (const member of members) member.signal("SIGINT");
  for (const member of members) assertEquals(await member.code(), 0);
  await Promise.all([...counting, ...members.map(({ stderr }) => stderr.done)]);
  assertEquals(new Set(members.flatMap(({ stdout }) => stdout.all)).size, 40);
  assertEquals(members.flatMap(({ stderr }) => stderr.all), ["listening to job.*", "listening to job.*"]);
});

Deno.test("main.ts sub fails when --count has not come in time", async () => {
  await using room = await Room.open();
  const [counted, free] = await Promise.all([
    room.run(["sub", "quiet", "--count", "2", "--timeout=0.05"]),
    room.run(["sub", "quiet", "--timeout=0.05"]),
  ]);
  assertEquals([counted.code, counted.stderr], [1, "listening to quiet\nStopped after 0 of 2 messages\n"]);
  assertEquals(free.code, 0);
});

Deno.test("main.ts request prints the answer of main.ts reply --echo", async () => {
  await using room = await Room.open();
  await using echo = await room.listen(["reply", "echo", "--echo", "--headers", "By: echo", "--count=2", "--json"]);
  const [plain, json] = await Promise.all([
    room.run(["request", "echo", "hello"]),
    room.run(["request", "echo", "-", "--json", "--headers", "K: v"], { input: "in" }),
  ]);
  assertEquals(plain, { ...OK, stdout: "hello\n" });
  const { subject, ...rest } = JSON.parse(json.stdout);
  assertMatch(subject, /^_INBOX\./);
  assertEquals([json.code, rest], [0, { headers: { By: ["echo"] }, data: "in" }]);
  assertEquals(await echo.code(), 0);
  await echo.stdout.done;
  const questions = echo.stdout.all.filter((line) => line !== "").map((line) => JSON.parse(line));
  assertEquals(questions.map(({ data }) => data).sort(), ["hello", "in"]);
});

Deno.test("main.ts reply --command answers with what the command prints, or says why it cannot", async () => {
  await using room = await Room.open();
  const shell = 'tr a-z A-Z; if [ "$(date)" = never ]; then exit 9; fi';
  const permissions = ["--allow-net", "--allow-run"];
  const [one, two] = await Promise.all([
    room.listen(["reply", "upper", "--command", shell], permissions),
    room.listen(["reply", "fails", "--command", "exit 3"], permissions),
  ]);
  await using upper = one;
  await using fails = two;
  const [asked, failed] = await Promise.all([
    room.run(["request", "upper", "hello", "--raw"]),
    room.run(["request", "fails", "hello"]),
  ]);
  assertEquals(asked, { ...OK, stdout: "HELLO" });
  const error = 'Cannot get what was asked of "fails": the command exits with 3\n';
  assertEquals(failed, { code: 1, stdout: "", stderr: error });
  await fails.stderr.like(/^Cannot answer "fails": the command exits with 3$/);
  for (const reply of [upper, fails]) {
    reply.signal("SIGINT");
    assertEquals(await reply.code(), 0);
  }
});

Deno.test("main.ts request gathers as many answers as are wanted, and fails when there are fewer", async () => {
  await using room = await Room.open();
  const echoes = await Promise.all([1, 2].map(() => room.listen(["reply", "all", "--echo"])));
  await using _one = echoes[0]!;
  await using _other = echoes[1]!;
  const [both, three] = await Promise.all([
    room.run(["request", "all", "x", "--count=2"]),
    room.run(["request", "all", "y", "--count=3", "--timeout=0.3"]),
  ]);
  assertEquals(both, { ...OK, stdout: "x\nx\n" });
  assertEquals(three, { code: 1, stdout: "y\ny\n", stderr: "Waited 0.3 s: got 2 of 3 answers\n" });
});

Deno.test("main.ts pub and request exit 1 where the server, the answer or the permission is missing", async () => {
  await using room = await Room.open();
  const closed = await Room.open();
  await closed[Symbol.asyncDispose]();
  const [nobody, gone, large, denied] = await Promise.all([
    room.run(["request", "nobody", "--timeout=5"]),
    command(["pub", "a", "--server", closed.nats]),
    room.run(["pub", "a", "-"], { input: new Uint8Array((1 << 20) + 1) }),
    room.run(["reply", "a", "--command", "date"]),
  ]);
  const stderr = 'Cannot ask "nobody": there is nobody to answer\n';
  assertEquals(nobody, { code: 1, stdout: "", stderr });
  assertEquals(gone.code, 1);
  assertStringIncludes(gone.stderr, `Cannot connect to ${closed.nats}: Connection refused`);
  assertEquals([large.code, large.stderr], [1, "Cannot publish 1048577 bytes: the server takes at most 1048576\n"]);
  assertEquals([denied.code, denied.stderr], [1, "Cannot run commands: wanted the permission --allow-run\n"]);
});

const MISUSES: [string[], string][] = [
  [["pub"], "Cannot do with no arguments: wanted SUBJECT [DATA|-]"],
  [["pub", "a", "b", "c"], 'Cannot use the argument "c": wanted SUBJECT [DATA|-]'],
  [["pub", "a b"], 'Cannot use the subject "a b": wanted tokens separated by dots, no wildcards'],
  [["request", "a.*"], 'Cannot use the subject "a.*": wanted tokens separated by dots, no wildcards'],
  [["pub", "a", "--headers", "K"], 'Cannot use --headers "K": wanted "NAME: VALUE"'],
  [["pub", "a", "--server", "http://h"], 'Cannot use --server "http://h": wanted nats://HOST:PORT or tls://HOST:PORT'],
  [["sub", "a", "--json", "--raw"], "Cannot use --json with --raw: wanted one of them"],
  [["sub", "a..b"], 'Cannot use the subject "a..b": wanted tokens separated by dots'],
  [["sub", "a", "--count=0"], 'Cannot use --count "0": wanted a number from 1'],
  [["reply", "a"], "Cannot answer with nothing: wanted --echo or --command"],
  [["reply", "a", "--echo", "--command=date"], "Cannot use --echo with --command: wanted one of them"],
  [["chat", "udp://h:1"], 'Cannot use the address "udp://h:1": wanted HOST:PORT or tls://HOST:PORT'],
];

Deno.test("main.ts refuses what a command cannot take in one line, and exits 2", async () => {
  for (let i = 0; i < MISUSES.length; i += 4) {
    await Promise.all(
      MISUSES.slice(i, i + 4).map(async ([args, message]) => {
        assertEquals(await command(args), { code: 2, stdout: "", stderr: `${message}\n` });
      }),
    );
  }
});

Deno.test("main.ts chat says what it reads, prints what it hears, and at the end the answers that are due", async () => {
  await using room = await Room.open();
  const said = room.next("room.lobby");
  const { code, stdout, stderr } = await command(["chat", room.line], { input: "/nick ada\nhello\n/join tea\n/who" });
  assertEquals([code, stderr], [0, ""]);
  const [greeting, ...answers] = stdout.trimEnd().split("\n");
  assertMatch(greeting!, /^Welcome to room lobby/);
  assertEquals(answers, ["* you are ada", "* you are in tea", "* in tea: ada"]);
  assertEquals(await said, "ada: hello");
});

Deno.test("main.ts chat ends cleanly at /quit and at SIGINT, and fails when the server ends", async () => {
  await using room = await Room.open();
  const start = () => new ServerProcess({ args: ["chat", room.line] });
  await using quits = start();
  await using stops = start();
  await using loses = start();
  for (const each of [quits, stops, loses]) assertMatch(await each.stdout.next(), /^Welcome/);
  await quits.type("/quit");
  assertEquals([await quits.stdout.next(), await quits.code()], ["* bye", 0]);
  stops.signal("SIGINT");
  assertEquals(await stops.code(), 0);
  await room[Symbol.asyncDispose]();
  assertEquals(await loses.code(), 1);
  await loses.stderr.done;
  assertEquals(loses.stderr.all, [`tcp://${room.line} has ended the connection`]);
});
