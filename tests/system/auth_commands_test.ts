import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import bcrypt from "bcryptjs";
import { startMailroom } from "../../mod.ts";
import { makeUserKeys, publicKeyOf } from "../../server/auth/nkeys.ts";
import { command } from "./_command.ts";
import { dial } from "./_dial.ts";
import { connect, infoOf, natsServer, ready, temporary } from "./_nats_server.ts";
import { ServerProcess } from "./_server.ts";

const READ = ["--allow-net", "--allow-read"];

/** A connection that is refused: what it hears behind INFO. */
async function refused(port: number, options: Record<string, unknown>): Promise<string> {
  await using client = await dial(port);
  await client.line();
  await client.send(`CONNECT ${JSON.stringify({ verbose: false, ...options })}\r\nPING\r\n`);
  return await client.line();
}

Deno.test("main.ts passwd makes a hash of what it reads, without any permission", async () => {
  const { code, stdout, stderr } = await command(["passwd", "--cost", "4"], {
    input: "pass word\nrest\n",
    permissions: [],
  });
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^\$2b\$04\$[./A-Za-z0-9]{53}\n$/);
  assertEquals(bcrypt.compareSync("pass word", stdout.trim()), true);
  for (
    const [args, input, text] of [
      [[], "\n", "Cannot use an empty password"],
      [[], `${"x".repeat(73)}\n`, "Cannot use a password of 73 bytes: wanted at most 72"],
      [["--cost", "31"], "x\n", 'Cannot use --cost "31": wanted a number from 4 to 15'],
    ] as const
  ) {
    assertEquals((await command(["passwd", ...args], { input, permissions: [] })).stderr, `${text}\n`);
  }
});

Deno.test("main.ts nkey makes a key, and finds the public one of a seed", async () => {
  const made = await command(["nkey"], { permissions: [] });
  const [seed = "", publicKey] = made.stdout.split("\n");
  assertEquals(await publicKeyOf(seed), publicKey);
  assertEquals((await command(["nkey", "--public"], { input: `${seed}\n`, permissions: [] })).stdout, `${publicKey}\n`);
  const wrong = await command(["nkey", "--public"], { input: "SUs3cr3t\n", permissions: [] });
  assertEquals([wrong.code, wrong.stderr], [1, "Cannot use the seed: wanted that of a user, which begins with SU\n"]);
});

Deno.test("the commands show who they are: a file, the environment or the address says how", async () => {
  using dir = temporary();
  const keys = await makeUserKeys();
  const put = (name: string, text: string) => {
    Deno.writeTextFileSync(`${dir.path}/${name}`, text);
    return `${dir.path}/${name}`;
  };
  await using mailroom = await startMailroom({
    nats: { port: 0 },
    auth: { users: [{ user: "ann", password: "p@ss" }, { nkey: keys.publicKey }], maxFailures: Infinity },
  });
  const { port } = mailroom.addresses.nats!;
  const pub = (args: string[], url = `nats://127.0.0.1:${port}`) =>
    command(["pub", "a", "x", "--server", url, ...args], { permissions: [...READ, "--allow-env"] });
  const password = put("password", "p@ss\n");
  for (
    const [args, url] of [
      [["--user", "ann", "--password-file", password]],
      [["--nkey-file", put("seed", `${keys.seed}\n`)]],
      [[], `nats://ann:p%40ss@127.0.0.1:${port}`],
      [["--password-file", password], `nats://ann@127.0.0.1:${port}`],
    ] as [string[], string?][]
  ) {
    assertEquals(await pub(args, url), { code: 0, stdout: "", stderr: "" });
  }
  Deno.env.set("MAILROOM_PASSWORD", "p@ss");
  try {
    assertEquals((await pub(["--user", "ann"])).code, 0);
  } finally {
    Deno.env.delete("MAILROOM_PASSWORD");
  }
  for (
    const [args, url] of [
      [[]],
      [["--user", "ann", "--password-file", put("wrong", "s3cr3t")]],
      [["--token-file", put("token", "s3cr3t")]],
      [[], `nats://ann:s3cr3t@127.0.0.1:${port}`],
    ] as [string[], string?][]
  ) {
    const { code, stderr } = await pub(args, url);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Authorization Violation");
    assertFalse(stderr.includes("s3cr3t"), stderr);
  }
  for (
    const [args, url] of [
      [["--token-file", put("token", "s3cr3t"), "--user", "ann"]],
      [["--password-file", `${dir.path}/none`]],
      [[], "nats://ann:s3cr3t@:99999"],
    ] as [string[], string?][]
  ) {
    const { code, stderr } = await pub(args, url);
    assertEquals(code, 2, stderr);
    assertFalse(stderr.includes("s3cr3t"), stderr);
  }
});

Deno.test("main.ts serve reads the token from a file or the environment, and shows it to nobody", async () => {
  using dir = temporary();
  Deno.writeTextFileSync(`${dir.path}/token`, "s3cr3t\n");
  const args = ["serve", "--nats=0", "--no-line", "--no-udp", "--no-http", "--log=debug"];
  for (
    const server of [
      new ServerProcess({ args: [...args, "--auth-token-file", `${dir.path}/token`], permissions: READ }),
      new ServerProcess({
        args,
        permissions: ["--allow-net", "--allow-env=MAILROOM_TOKEN"],
        command: ["env", "MAILROOM_TOKEN=s3cr3t"],
      }),
    ]
  ) {
    await using _server = server;
    const port = await server.port();
    await using client = await connect(port, { auth_token: "s3cr3t" });
    await client.send("PING\r\n");
    assertEquals(await client.line(), "PONG\r");
    assertEquals(await refused(port, { auth_token: "s3cr3t2" }), "-ERR 'Authorization Violation'\r");
    server.signal("SIGINT");
    await server.code();
    await server.stderr.done;
    assertEquals([...server.stdout.all, ...server.stderr.all].filter((line) => line.includes("s3cr3t")), []);
  }
});

Deno.test("SIGHUP applies changed users and permissions to those who are connected", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  const write = (users: string) =>
    Deno.writeTextFileSync(file, `listen: "127.0.0.1:-1"\nauthorization { users: [ ${users} ] }`);
  write("{ user: ann, password: a }, { user: bob, password: b }, { user: cid, password: c }");
  await using server = natsServer("-c", file);
  const port = await ready(server);
  const [ann, bob, cid] = await Promise.all(
    ["ann", "bob", "cid"].map((user) => connect(port, { user, pass: user[0], protocol: 0 })),
  );
  await using _clients = {
    [Symbol.asyncDispose]: async () => {
      for (const each of [ann!, bob!, cid!]) await each[Symbol.asyncDispose]();
    },
  };
  await ann!.send("SUB secret 1\r\nSUB open 2\r\nPING\r\n");
  await ann!.line();
  write('{ user: ann, password: a, permissions: { subscribe: { deny: ["secret"] } } }, { user: bob, password: b2 }');
  server.signal("SIGHUP");
  assertEquals(await ann!.line(), `-ERR 'Permissions Violation for Subscription to "secret" (sid "1")'\r`);
  for (const each of [bob!, cid!]) assertEquals(await each.line(), "-ERR 'Authorization Violation'\r");
  await server.stderr.like(/Reloaded server configuration/);
  await ann!.send("PUB secret 1\r\nx\r\nPUB open 1\r\ny\r\n");
  assertEquals(await ann!.line(), "MSG open 2 1\r");
  assertEquals(await refused(port, { user: "bob", pass: "b" }), "-ERR 'Authorization Violation'\r");
  assertEquals(await refused(port, { user: "bob", pass: "b2" }), "PONG\r");
  // What cannot be used changes nothing.
  write("{ user: ann }, { user: ann }");
  server.signal("SIGHUP");
  await server.stderr.like(/Failed to reload server configuration: .*"ann" twice/);
  assertEquals(await refused(port, { user: "bob", pass: "b2" }), "PONG\r");
});

Deno.test("main.ts serve --config does the same at SIGHUP, for line clients too", async () => {
  using dir = temporary();
  const file = `${dir.path}/mailroom.conf`;
  const write = (users: string) => Deno.writeTextFileSync(file, `authorization { users: [ ${users} ] }`);
  write("{ user: ann, password: a }, { user: bob, password: b }");
  await using server = new ServerProcess({
    args: ["serve", "--config", file, "--line=0", "--nats=0", "--no-udp", "--no-http"],
    permissions: READ,
  });
  const [line, nats] = [await server.port(), await server.port()];
  await using ann = await dial(line);
  await ann.line();
  await ann.send("/login ann a\n");
  assertEquals(await ann.line(), "* you are logged in as ann");
  await using bob = await connect(nats, { user: "bob", pass: "b" });
  write("{ user: bob, password: b }");
  server.signal("SIGHUP");
  assertStringIncludes(await ann.line(), "! Cannot let you stay: ");
  await server.stderr.like(/the configuration is read again/);
  await bob.send("PING\r\n");
  assertEquals(await bob.line(), "PONG\r");
});

Deno.test("main.ts nats-server takes who may connect from its flags", async () => {
  for (
    const [flags, options] of [
      [["--user", "u", "--pass", "p"], { user: "u", pass: "p" }],
      [["-auth", "t"], { auth_token: "t" }],
    ] as const
  ) {
    await using server = natsServer("-a", "127.0.0.1", "-p", "-1", ...flags);
    const port = await ready(server);
    await using client = await dial(port);
    assertEquals(infoOf(await client.line())["auth_required"], true);
    assertEquals(await refused(port, options), "PONG\r");
    assertEquals(await refused(port, {}), "-ERR 'Authorization Violation'\r");
  }
});
