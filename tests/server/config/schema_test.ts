import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { refusal, settings } from "./_config.ts";

Deno.test("readSettings() knows the keys of nats-server, in any case", () => {
  assertEquals(
    settings(`
      Host: 127.0.0.1
      PORT = -1
      server_name: "one"
      http: "localhost:8222"
      max_payload: 64KB, max_pending: 1MB, MAX_CONTROL_LINE 1kb
      max_connections: 10; max_subscriptions: 20; max_sub_tokens: 8
      ping_interval: "100ms", ping_max: 3
      write_deadline: "2s"
      lame_duck_duration: "30s", lame_duck_grace_period: 1.5
      ports_file_dir: /tmp/ports
      pid_file: './x.pid'
      debug: true, trace: off, logtime: true
      server_tags: [a, "b:c"]
      leafnodes { listen: "127.0.0.1:-1" }
    `),
    {
      host: "127.0.0.1",
      port: -1,
      serverName: "one",
      httpHost: "localhost",
      httpPort: 8222,
      maxPayload: 65_536,
      maxPending: 1_048_576,
      maxControlLine: 1_024,
      maxConnections: 10,
      maxSubscriptions: 20,
      maxSubscriptionTokens: 8,
      pingInterval: 100,
      pingMax: 3,
      writeDeadline: 2_000,
      lameDuckDuration: 30_000,
      lameDuckGrace: 1_500,
      portsFileDir: "/tmp/ports",
      pidFile: "./x.pid",
      debug: true,
      trace: false,
    },
  );
});

Deno.test("readSettings() knows the limits that are its own", () => {
  assertEquals(
    settings(`
      max_connections_per_address: 100
      accept_rate: 500
      max_subscribed_tokens: 1000000
      max_pending_in_all: 256MB
    `),
    { maxPerAddress: 100, acceptRate: 500, maxSubscribedTokens: 1_000_000, maxPendingInAll: 256 << 20 },
  );
  assertStringIncludes(refusal("accept_rate: 0") ?? "", "accept_rate");
});

Deno.test("readSettings() takes an address apart", () => {
  assertEquals(settings("listen: 4333"), { port: 4333 });
  assertEquals(settings("listen: localhost:-1"), { host: "localhost", port: -1 });
  assertEquals(settings('listen: "[::1]:4333"'), { host: "::1", port: 4333 });
  assertEquals(settings("http: 0.0.0.0:8222"), { httpHost: "0.0.0.0", httpPort: 8222 });
  assertEquals(settings("listen: :4333"), { port: 4333 });
});

Deno.test("readSettings() takes 0 for the default, and less for no limit, where nats-server does", () => {
  assertEquals(settings("max_payload: 0, max_pending: 0, max_control_line: 0, ping_interval: 0, ping_max: 0"), {});
  assertEquals(settings("max_connections: 0, max_subscriptions: 0"), { maxSubscriptions: 0 });
  assertEquals(settings("max_conn: -1, max_subs: -1"), { maxConnections: Infinity, maxSubscriptions: 0 });
});

Deno.test("readSettings() knows keys of its own for the chat rooms", () => {
  assertEquals(
    settings("line { port: 9000, room: hall, greeting: 'Good day', max_line: 1kb }\nudp { port: -1, idle: 5 }"),
    {
      line: { port: 9000, room: "hall", greeting: "Good day", maxLine: 1_024 },
      udp: { port: -1, idle: 5_000 },
    },
  );
});

Deno.test("readSettings() names an unknown key with its file, its line and the nearest that there is", () => {
  assertEquals(
    refusal("port: 1\nmax_payloda: 2"),
    'test.conf:2: unknown field "max_payloda"; did you mean "max_payload"?',
  );
  assertEquals(refusal("line {\n  rooom: x }"), 'test.conf:2: unknown field "line.rooom"; did you mean "room"?');
  assertEquals(refusal("xyzzy_plugh: 1"), 'test.conf:1: unknown field "xyzzy_plugh"');
  assertEquals(refusal("line { idle: 3 }"), 'test.conf:1: unknown field "line.idle"');
  assertEquals(
    refusal("\ninclude b.conf", { include: () => "\n\n\nprot: 1" }),
    'b.conf:4: unknown field "prot"; did you mean "port"?',
  );
});

Deno.test("readSettings() takes no name of the language for a key", () => {
  for (const key of Object.getOwnPropertyNames(Object.prototype)) {
    assertStringIncludes(refusal(`${key}: 1`) ?? "", `test.conf:1: unknown field "${key}"`);
  }
});

Deno.test("readSettings() leaves a key alone from which another has its value", () => {
  assertEquals(settings("mine: 4333\nport: $mine"), { port: 4333 });
  assertEquals(settings("sizes: 1\nline { port: $sizes }"), { line: { port: 1 } });
  assertStringIncludes(refusal("mine: 4333\nport: 1") ?? "", 'unknown field "mine"');
});

Deno.test("readSettings() never passes over what restricts access", () => {
  const blocks = [
    "permissions { publish: x }",
    "mqtt { port: 1883 }",
    "cluster { port: 1 }",
    "gateway { port: 1 }",
    "jetstream: enabled",
    "operator: x",
    "resolver: MEMORY",
    "nkeys: []",
    "system_account: A",
  ];
  for (const block of blocks) {
    const key = /^\w+/.exec(block)![0];
    const wanted = `test.conf:2: cannot use ${key}: wanted a file without it: it is not supported by this version`;
    assertEquals(refusal(`port: 1\n${block}`), wanted);
    assertEquals(refusal(`port: 1\n${block.replace(key, key.toUpperCase())}`), wanted.replace(key, key.toUpperCase()));
    // Not even where its value was taken by another key.
    assertEquals(refusal(`${block}\nline { room: $${key} }`), wanted.replace(":2:", ":1:"));
  }
  assertStringIncludes(refusal("leafnodes { authorization { user: a } }") ?? "", "leafnodes.authorization");
});

Deno.test("readSettings() says what is wanted in the place of a wrong value", () => {
  const refusals: [string, string][] = [
    ["port: abc", "port: wanted a whole number from -1 to 65535"],
    ["port: 65536", "port: wanted a whole number from -1 to 65535"],
    ["port: 1.5", "port: wanted a whole number from -1 to 65535"],
    ['max_payload: "1K"', "max_payload: wanted a whole number from 1"],
    ["max_payload: -1", "max_payload: wanted a whole number from 1"],
    ["max_sub_tokens: 256", "max_sub_tokens: wanted a whole number from 0 to 255"],
    ["host: [a]", "host: wanted a text"],
    ["server_name: true", "server_name: wanted a text"],
    ["debug: 1", "debug: wanted true or false"],
    ["listen: localhost", "listen: wanted a port or host:port"],
    ["listen: localhost:70000", "listen: wanted a port or host:port"],
    ["listen: [1]", "listen: wanted a port or host:port"],
    ["http: {}", "http: wanted a port or host:port"],
    ["line: 9000", "line: wanted a block in braces"],
    ["ping_interval: 1x", 'ping_interval: wanted seconds, or a duration such as "100ms", from 0.001 s to 24 days'],
    ["ping_interval: -1", 'ping_interval: wanted seconds, or a duration such as "100ms", from 0.001 s to 24 days'],
    ["ping_interval: 25d", 'ping_interval: wanted seconds, or a duration such as "100ms", from 0.001 s to 24 days'],
    ["ping_interval: 1e", 'ping_interval: wanted seconds, or a duration such as "100ms", from 0.001 s to 24 days'],
    [
      "lame_duck_duration: 29",
      'lame_duck_duration: wanted seconds, or a duration such as "100ms", from 30 s to 24 days',
    ],
  ];
  for (const [text, wanted] of refusals) assertEquals(refusal(text), `test.conf:1: cannot use ${wanted}`);
});

Deno.test("readSettings() reads or refuses any value of any key, with nothing but a ConfigError", () => {
  const keys =
    "host port listen http max_payload max_connections ping_interval lame_duck_duration debug line udp tls x";
  const value = fc.constantFrom(
    "1",
    "-1",
    "1e",
    '""',
    '"1s"',
    "true",
    "{}",
    "[]",
    "[[{}]]",
    "{ port: 1 }",
    "'a:1'",
    "1.5k",
  );
  const pair = fc.tuple(fc.constantFrom(...keys.split(" ")), value);
  fc.assert(
    fc.property(fc.array(pair), (pairs) => {
      refusal(pairs.map(([key, value]) => `${key}: ${value}`).join("\n"));
    }),
    { numRuns: 1_000 },
  );
});
