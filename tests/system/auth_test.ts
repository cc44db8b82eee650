import { assert, assertEquals, assertGreater, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import {
  AuthorizationError,
  connect,
  type ConnectionOptions,
  type NatsConnection,
  nkeyAuthenticator,
  PermissionViolationError,
} from "@nats-io/transport-node";
import bcrypt from "bcryptjs";
import { type AuthOptions, type Mailroom, type MailroomOptions, startMailroom } from "../../mod.ts";
import { makeUserKeys } from "../../server/auth/nkeys.ts";
import { UdpClient } from "../_udp_client.ts";
import { within } from "../_within.ts";
import { dial } from "./_dial.ts";
import { NatsWire } from "./_nats_wire.ts";

function guarded(auth: AuthOptions, options: MailroomOptions = {}): Promise<Mailroom> {
  return startMailroom({ nats: { port: 0 }, auth, ...options });
}

function join(mailroom: Mailroom, options: ConnectionOptions = {}): Promise<NatsConnection> {
  return connect({ servers: `127.0.0.1:${mailroom.addresses.nats!.port}`, reconnect: false, ...options });
}

/** That a client can do what clients do. */
async function useful(client: NatsConnection): Promise<void> {
  const heard = client.subscribe("a", { max: 1 });
  client.publish("a", "x");
  for await (const message of heard) assertEquals(message.string(), "x");
  await client.close();
}

Deno.test("NATS clients show a token, a password plain or hashed, or sign with a key", async () => {
  const keys = await makeUserKeys();
  const token = await guarded({ token: "t0ken" });
  const users = await guarded({
    users: [
      { user: "ann", password: "an'n" },
      { user: "bob", password: bcrypt.hashSync("b", 4) },
      { nkey: keys.publicKey },
    ],
  });
  await using _token = token;
  await using _users = users;
  await useful(await join(token, { token: "t0ken" }));
  await useful(await join(users, { user: "ann", pass: "an'n" }));
  await useful(await join(users, { user: "bob", pass: "b" }));
  const authenticator = nkeyAuthenticator(new TextEncoder().encode(keys.seed));
  await useful(await join(users, { authenticator }));
  for (
    const [mailroom, options] of [[token, {}], [token, { token: "x" }], [users, { user: "ann", pass: "b" }]] as const
  ) {
    await assertRejects(() => join(mailroom, options), AuthorizationError);
  }
});

Deno.test("NATS clients hear in their own words what they may not do", async () => {
  await using mailroom = await guarded({
    users: [{ user: "u", password: "p", permissions: { publish: { allow: ["a"] }, subscribe: { deny: ["b"] } } }],
  });
  const client = await join(mailroom, { user: "u", pass: "p" });
  const refused = Promise.withResolvers<Error | void>();
  client.subscribe("b", { callback: (error) => refused.resolve(error ?? undefined) });
  const error = await within(refused.promise, "the refusal");
  assert(error instanceof PermissionViolationError);
  assertEquals([error.operation, error.subject], ["subscription", "b"]);
  await client.close();
});

Deno.test("a service answers whoever asks it, and publishes nothing else", async () => {
  await using mailroom = await guarded({
    users: [
      { user: "service", password: "p", permissions: { subscribe: { allow: ["ask"] }, allowResponses: true } },
      { user: "client", password: "p" },
    ],
  });
  const service = await join(mailroom, { user: "service", pass: "p" });
  const client = await join(mailroom, { user: "client", pass: "p" });
  service.subscribe("ask", { callback: (_error, message) => void message.respond(`${message.string()}!`) });
  await service.flush();
  for (const text of ["one", "two"]) assertEquals((await client.request("ask", text)).string(), `${text}!`);
  await service.close();
  await client.close();
});

Deno.test("accounts are subject spaces of their own", async () => {
  await using mailroom = await guarded({
    users: ["a", "b"].flatMap((account) =>
      ["1", "2"].map((n) => ({ user: account + n, password: "p", account: account.toUpperCase() }))
    ),
  });
  const clients = await Promise.all(["a1", "a2", "b1", "b2"].map((user) => join(mailroom, { user, pass: "p" })));
  const heard: string[] = [];
  for (const client of clients) {
    client.subscribe(">", { callback: (_error, message) => void heard.push(message.subject) });
  }
  await Promise.all(clients.map((client) => client.flush()));
  clients[0]!.publish("x");
  mailroom.publish("common", "x");
  await Promise.all(clients.map((client) => client.flush()));
  assertEquals(heard, ["x", "x"]);
  await Promise.all(clients.map((client) => client.close()));
});

Deno.test("reauthorize() disconnects who is no user any more, and leaves the others", async () => {
  const users = ["ann", "bob"].map((user) => ({ user, password: user }));
  await using mailroom = await guarded({ users });
  const [ann, bob] = await Promise.all(users.map(({ user }) => join(mailroom, { user, pass: user })));
  mailroom.reauthorize({ users: [users[1]!, { user: "cid", password: "c" }] });
  assert(await within(ann!.closed(), "the end") instanceof AuthorizationError);
  await useful(await join(mailroom, { user: "cid", pass: "c" }));
  await useful(bob!);
  let thrown: unknown;
  try {
    mailroom.reauthorize({ users: [{ user: "dan", password: "d", account: "NEW" }] });
  } catch (error) {
    thrown = error;
  }
  assertStringIncludes(String(thrown), '"NEW"');
  await useful(await join(mailroom, { user: "cid", pass: "c" }));
});

Deno.test("whoever guesses passwords is slowed down, and does not hold up the others", async () => {
  await using mailroom = await guarded({ user: "ann", password: "right" });
  const { port } = mailroom.addresses.nats!;
  const before = await join(mailroom, { user: "ann", pass: "right" });
  const guess = async (pass: string) => {
    using wire = await NatsWire.open(port);
    await wire.send(`CONNECT ${JSON.stringify({ user: "ann", pass, verbose: false })}\r\nPING\r\n`);
    await wire.until(() => wire.ended || wire.frames.length > 0, "an answer");
    return wire.frames[0];
  };
  for (let i = 0; i < 30; i++) assertEquals(await guess(`wrong ${i}`), "-ERR 'Authorization Violation'\r\n");
  assertEquals(await guess("right"), "-ERR 'Authorization Violation'\r\n");
  const { auth_failed, auth_throttled } = mailroom.counts();
  assertEquals([auth_failed, auth_throttled], [10, 21]);
  // Who is in already notices nothing.
  await useful(before);
});

Deno.test("a thousand connections that never say who they are go by themselves, and disturb nobody", async () => {
  await using mailroom = await guarded({ user: "u", password: "p", timeout: 1_000 });
  const { port } = mailroom.addresses.nats!;
  const client = await join(mailroom, { user: "u", pass: "p" });
  const silent = await Promise.all(Array.from({ length: 1_000 }, () => Deno.connect({ hostname: "127.0.0.1", port })));
  const start = performance.now();
  await client.flush();
  assertLess(performance.now() - start, 2_000);
  const last = await Promise.all(silent.map(async (conn) => {
    const text = await new Response(conn.readable).text();
    return text.split("\r\n").at(-2);
  }));
  assertEquals(new Set(last), new Set(["-ERR 'Authentication Timeout'"]));
  await useful(client);
});

Deno.test("a line client logs in before it does anything else", async () => {
  await using mailroom = await guarded({
    users: [
      { user: "ann", password: "a long password" },
      {
        user: "bob",
        password: bcrypt.hashSync("b", 4),
        permissions: { publish: { deny: ["room.quiet"] }, subscribe: { allow: ["room.quiet", "room.hall"] } },
      },
    ],
  }, { line: { port: 0 } });
  const { port } = mailroom.addresses.line!;
  await using ann = await dial(port);
  assertEquals(await ann.line(), "Welcome. /help lists the commands");
  const first = "! Cannot do that: wanted /login USER PASSWORD, or /login TOKEN, first";
  await ann.send("hello\n/who\n/join hall\n/login ann wrong\n/login a\n/login ann a long password\n/who\nhi\n");
  for (let i = 0; i < 3; i++) assertEquals(await ann.line(), first);
  for (let i = 0; i < 2; i++) {
    assertEquals(await ann.line(), "! Cannot let you in: wanted another user, password or token");
  }
  assertEquals(await ann.line(), "* you are logged in as ann");
  assertStringIncludes(await ann.line(), "* in lobby: ");
  await using bob = await dial(port);
  await bob.line();
  await bob.send("/login bob b\n/rooms\nhello\n/join hall\nsilence\n/join quiet\nhello\n/rooms\n/join lobby\n");
  assertEquals(await bob.line(), "! Cannot be in lobby: you may not listen there, wanted /join ROOM");
  assertEquals(await bob.line(), "* you are logged in as bob");
  assertEquals(await bob.line(), "! Cannot be in lobby: you may not listen there, wanted /join ROOM");
  assertEquals(await bob.line(), "* you are in hall");
  assertEquals(await bob.line(), "* you are in quiet");
  assertEquals(await bob.line(), "! Cannot say anything in quiet: you may only listen there");
  assertEquals([await bob.line(), await bob.line(), await bob.line()].sort(), [
    "! Cannot join lobby: you may not listen there",
    "* rooms: ",
    "* rooms: quiet (1)",
  ]);
  mailroom.reauthorize({ users: [{ user: "ann", password: "a long password" }] });
  assertEquals(await bob.line(), "! Cannot let you stay: your user is gone, or has another password or account");
  await ann.send("/who\n");
  assertStringIncludes(await ann.line(), "* in lobby: ");
});

Deno.test("a line client that does not log in is told so and disconnected", async () => {
  await using mailroom = await guarded({ token: "t" }, { line: { port: 0, loginTimeout: 100 } });
  await using client = await dial(mailroom.addresses.line!.port);
  await client.line();
  assertEquals(await client.line(), "! Cannot wait any longer: wanted /login in time");
});

Deno.test("pages log in as line clients do", async () => {
  await using mailroom = await guarded({ token: "t" }, { line: { port: 0 }, ws: { port: 0 } });
  const socket = new WebSocket(`ws://127.0.0.1:${mailroom.addresses.ws!.port}/line`);
  const lines: string[] = [];
  const enough = Promise.withResolvers<void>();
  socket.onmessage = ({ data }) => void (lines.push(String(data).trim()) === 3 && enough.resolve());
  socket.onopen = () => ["hello", "/login t"].forEach((line) => socket.send(line));
  await within(enough.promise, "three lines");
  assertStringIncludes(lines[1]!, "! Cannot do that: wanted /login");
  assertEquals(lines[2], "* you are logged in");
  const closed = Promise.withResolvers<void>();
  socket.onclose = () => closed.resolve();
  socket.close();
  await closed.promise;
});

Deno.test("UDP peers log in too", async () => {
  await using mailroom = await guarded({ token: "t0ken" }, { udp: { port: 0 } });
  using client = new UdpClient(mailroom.addresses.udp!.port);
  const said: string[] = [];
  using _heard = mailroom.subscribe("room.lobby", ({ payload }) => said.push(new TextDecoder().decode(payload)));
  await client.send("hello");
  assertStringIncludes(await client.next(), "! Cannot do that: wanted /login");
  await client.send("/login t0ken");
  assertEquals(await client.next(), "* you are logged in\n");
  await client.send("hello again");
  await client.send("/who");
  await client.next();
  assertEquals(said, ["hello again"]);
});

Deno.test("/connz says who somebody is where that is asked, and nothing says how that was shown", async () => {
  const logged: string[] = [];
  const say = (text: string) => void logged.push(text);
  const secrets = ["s3cr3t-token", "s3cr3t-pass", "s3cr3t-wrong", "s3cr3t-line"];
  const users = [{ user: "ann", password: "s3cr3t-pass", account: "A" }, { user: "bob", password: "s3cr3t-line" }];
  await using mailroom = await guarded({ users }, {
    line: { port: 0 },
    http: { port: 0 },
    log: { debug: say, info: say, warn: say, error: say },
    nats: { port: 0, trace: (_connection, text) => say(text) },
  });
  const ann = await join(mailroom, { user: "ann", pass: "s3cr3t-pass" });
  ann.subscribe("a");
  await ann.flush();
  await assertRejects(() => join(mailroom, { user: "ann", pass: "s3cr3t-wrong" }));
  await assertRejects(() => join(mailroom, { token: "s3cr3t-token" }));
  await using line = await dial(mailroom.addresses.line!.port);
  await line.send("/login bob s3cr3t-wrong\n/login bob s3cr3t-line\n/login\n");
  for (let i = 0; i < 4; i++) logged.push(await line.line());
  const { port } = mailroom.addresses.http!;
  const page = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  const { connections } = JSON.parse(await page("/connz?auth=1"));
  assertEquals(connections.map((each: Record<string, unknown>) => [each["authorized_user"], each["account"]]), [
    ["ann", "A"],
    ["bob", "$G"],
  ]);
  for (
    const path of [
      "/varz",
      "/connz?auth=1&subs=detail&state=any",
      "/connz?state=closed",
      "/subsz?subs=1",
      "/metrics",
      "/actors",
    ]
  ) {
    logged.push(await page(path));
  }
  logged.push(JSON.stringify(mailroom.counts()));
  assertGreater(logged.length, 10);
  for (const secret of secrets) assertEquals(logged.filter((text) => text.includes(secret)), []);
  await ann.close();
});
