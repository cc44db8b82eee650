import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dial, enter } from "./_dial.ts";
import { connect, infoOf, temporary } from "./_nats_server.ts";
import { ServerProcess } from "./_server.ts";

function serve(...args: string[]): ServerProcess {
  return new ServerProcess({ args: ["serve", ...args], permissions: ["--allow-net", "--allow-read"] });
}

Deno.test("main.ts serve --config does as the file says, and its flags win", async () => {
  using dir = temporary();
  const file = `${dir.path}/mailroom.conf`;
  Deno.writeTextFileSync(
    file,
    `port: -1, http: "127.0.0.1:-1", server_name: one, max_payload: 2kb
    line { port: -1, room: hall, greeting: "Good day" }
    udp { port: -1 }`,
  );
  await using server = serve("--config", file, "--greeting=Hello");
  const ports = [];
  for (let i = 0; i < 4; i++) ports.push(await server.port());
  const [line = 0, , nats = 0, http] = ports;
  await using chat = await dial(line);
  assertEquals(await chat.line(), "Hello");
  await chat.send("/rooms\n");
  assertStringIncludes(await chat.line(), "hall (1)");
  await using client = await dial(nats);
  const { server_name, max_payload } = infoOf(await client.line());
  assertEquals([server_name, max_payload], ["one", 2_048]);
  const varz = await (await fetch(`http://127.0.0.1:${http}/varz`)).json();
  assertEquals([varz.server_name, varz.max_payload, varz.max_pending], ["one", 2_048, 64 << 20]);
});

Deno.test("main.ts serve --config refuses what it does not know, and what restricts access, in one line", async () => {
  using dir = temporary();
  const file = `${dir.path}/mailroom.conf`;
  const refusals: [string, RegExp][] = [
    ["prot: 1", /mailroom\.conf:1: unknown field "prot"; did you mean "port"\?$/],
    ["\ntls { cert_file: a }", /mailroom\.conf:2: cannot use tls: wanted cert_file and key_file in it$/],
  ];
  for (const [text, wanted] of refusals) {
    Deno.writeTextFileSync(file, text);
    await using server = serve("--config", file);
    assertEquals(await server.code(), 1);
    await server.stderr.done;
    assertEquals(server.stderr.all.length, 1);
    assertMatch(server.stderr.all[0]!, wanted);
  }
});

Deno.test("main.ts serve --config writes the files that it names, and goes slowly at SIGUSR2", async () => {
  using dir = temporary();
  const file = `${dir.path}/mailroom.conf`;
  Deno.writeTextFileSync(
    file,
    `port: -1, http: "127.0.0.1:-1", ports_file_dir: ${JSON.stringify(dir.path)}, pid_file: "${dir.path}/pid"
    lame_duck_grace_period: "100ms"`,
  );
  await using server = new ServerProcess({
    args: ["serve", "--config", file, "--no-line", "--no-udp"],
    permissions: ["--allow-net", "--allow-read", "--allow-write"],
  });
  const [nats, http] = [await server.port(), await server.port()];
  const pid = Deno.readTextFileSync(`${dir.path}/pid`);
  assertEquals(JSON.parse(Deno.readTextFileSync(`${dir.path}/nats-server_${pid}.ports`)), {
    nats: [`nats://127.0.0.1:${nats}`],
    monitoring: [`http://127.0.0.1:${http}`],
  });
  await using client = await connect(nats);
  server.signal("SIGUSR2");
  assertEquals(infoOf(await client.line()).ldm, true);
  assertEquals(await client.rest(), "");
  assertEquals(await server.code(), 0);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name).toSorted(), ["mailroom.conf", "pid"]);
});

Deno.test("main.ts serve says so where it may not write the files, and serves on", async () => {
  using dir = temporary();
  const file = `${dir.path}/mailroom.conf`;
  Deno.writeTextFileSync(file, `port: -1, pid_file: "${dir.path}/pid"`);
  await using server = serve("--config", file, "--no-line", "--no-udp", "--no-http");
  await using _client = await connect(await server.port());
  await server.stderr.like(/Cannot write the process id: /);
  server.signal("SIGTERM");
  assertEquals(await server.code(), 0);
});

Deno.test("main.ts serve without a file needs no permission to read one", async () => {
  await using server = new ServerProcess({ args: ["serve", "--line=0", "--no-udp", "--no-nats", "--no-http"] });
  await using _client = await enter(await server.port());
});
