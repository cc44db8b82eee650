import { assert, assertEquals, assertLess, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { dial } from "./_dial.ts";
import { connect, eventually, infoOf, natsServer, ready, temporary } from "./_nats_server.ts";

const LOG_LINE = /^\[\d+\] \d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} \[(INF|WRN|ERR|DBG|TRC|FTL)\] \S/;

/** How a server ends that must not start: its code, and the text of the line that says why. */
async function refused(...args: string[]): Promise<{ code: number; fatal: string }> {
  await using server = natsServer(...args);
  const code = await server.code();
  await server.stderr.done;
  assertEquals(server.stdout.all, []);
  const fatal = server.stderr.all.find((line) => line.includes("[FTL]")) ?? "";
  assertMatch(fatal, LOG_LINE);
  return { code, fatal: fatal.replace(/^.*\[FTL\] /, "") };
}

Deno.test("main.ts nats-server says where it listens, then that it is ready, in the form of nats-server", async () => {
  await using server = natsServer("-a", "127.0.0.1", "-p", "-1", "-m", "-1");
  const port = await ready(server);
  const texts = server.stderr.all.map((line) => line.replace(/^.*\[INF\] /, ""));
  assertMatch(texts[0]!, /^Starting http monitor on 127\.0\.0\.1:\d+$/);
  assertEquals(texts.slice(1, 3), [`Listening for client connections on 127.0.0.1:${port}`, "Server is ready"]);
  for (const line of server.stderr.all) assertMatch(line, LOG_LINE);
  const monitor = /\d+$/.exec(texts[0]!)![0];
  for (const page of ["varz", "connz", "healthz"]) {
    const response = await fetch(`http://127.0.0.1:${monitor}/${page}`);
    assertEquals([response.status, await response.json() instanceof Object], [200, true]);
  }
  server.signal("SIGINT");
  assertEquals(await server.code(), 0);
  await server.stdout.done;
  assertEquals(server.stdout.all, []);
});

Deno.test("main.ts nats-server takes its flags with one dash or two, with an equals sign or a blank", async () => {
  const forms = [
    ["-addr=127.0.0.1", "--port=-1", "-n", "one", "-DV"],
    ["--net", "127.0.0.1", "-port", "-1", "--server_name=one", "-D=true", "--trace"],
  ];
  await Promise.all(forms.map(async (args) => {
    await using server = natsServer(...args);
    await using client = await dial(await ready(server));
    const info = infoOf(await client.line());
    assertEquals([info.server_name, info.host, info.max_payload], ["one", "127.0.0.1", 1 << 20]);
    await client.send("SUB a.b 7\r\n");
    await server.stderr.like(/\[TRC\] .*\[SUB a\.b 7\]$/);
  }));
});

Deno.test("main.ts nats-server does as its file says, and its flags win", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(
    file,
    `listen: 0.0.0.0:1 # not this one\nserver_name = from_file; max_payload 2kb\npid_file: '${dir.path}/pid'\n`,
  );
  await using server = natsServer("--config", file, "-a", "127.0.0.1", "-p", "-1", "--pid", `${dir.path}/pid2`);
  await using client = await dial(await ready(server));
  const info = infoOf(await client.line());
  assertEquals([info.server_name, info.max_payload], ["from_file", 2_048]);
  const [, pid] = /^\[(\d+)\]/.exec(server.stderr.all[0]!)!;
  assertEquals(Deno.readTextFileSync(`${dir.path}/pid2`), pid);
});

Deno.test("main.ts nats-server writes a file of ports, whole, and removes it at its end", async () => {
  using dir = temporary();
  await using server = natsServer("-a=127.0.0.1", "-p=-1", "-m=-1", "--ports_file_dir", dir.path);
  const begun = server.stderr.like(/./);
  const name = () => [...Deno.readDirSync(dir.path)].map(({ name }) => name).find((name) => name.endsWith(".ports"));
  const found = await eventually(name, "file of ports", 5_000);
  const text = Deno.readTextFileSync(`${dir.path}/${found}`);
  const [, pid] = /^\[(\d+)\]/.exec(await begun)!;
  assertEquals(found, `nats-server_${pid}.ports`);
  const port = await ready(server);
  const monitor = /\d+$/.exec(await server.stderr.like(/http monitor/))![0];
  assertEquals(JSON.parse(text), {
    nats: [`nats://127.0.0.1:${port}`],
    monitoring: [`http://127.0.0.1:${monitor}`],
  });
  server.signal("SIGTERM");
  assertEquals(await server.code(), 1);
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

Deno.test("main.ts nats-server serves on where it cannot write its files", async () => {
  await using server = natsServer("-a", "127.0.0.1", "-p", "-1", "-P", "/nowhere/pid", "--ports_file_dir", "/nowhere");
  await using _client = await connect(await ready(server));
  await server.stderr.like(/\[ERR\] Cannot write the process id: /);
  await server.stderr.like(/\[ERR\] Cannot write the ports: /);
  server.signal("SIGINT");
  assertEquals(await server.code(), 0);
});

Deno.test("main.ts nats-server does not start with a configuration that is wrong, and says where and why", async () => {
  using dir = temporary();
  const wrong: [string, string][] = [
    ["port: 1\nmax_payloda: 1", ':2: unknown field "max_payloda"; did you mean "max_payload"?'],
    ["port: abc", ":1: cannot use port: wanted a whole number from -1 to 65535"],
    [
      "\noperator: x",
      ":2: cannot use operator: wanted a file without it: it is not supported by this version",
    ],
    ["max_payload: 2mb\nmax_pending: 1mb", "max_payload (2097152) cannot be higher than max_pending (1048576)"],
  ];
  await Promise.all(wrong.map(async ([text, wanted], i) => {
    const file = `${dir.path}/${i}.conf`;
    Deno.writeTextFileSync(file, text);
    for (const args of i === 0 ? [[], ["-t"]] : [[]]) {
      const { code, fatal } = await refused("-c", file, ...args);
      assertEquals([code, fatal], [1, wanted.startsWith(":") ? file + wanted : wanted]);
    }
  }));
  const missing = await refused("-c", `${dir.path}/none.conf`);
  assertStringIncludes(missing.fatal, `Cannot read the configuration ${dir.path}/none.conf: `);
});

Deno.test("main.ts nats-server does not start where its port is in use", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const clients = await refused("-a", "127.0.0.1", "-p", `${port}`);
  assertEquals(clients.code, 1);
  assertMatch(clients.fatal, new RegExp(`^Cannot listen on tcp://127\\.0\\.0\\.1:${port}: Address already in use`));
  const monitor = await refused("-a", "127.0.0.1", "-p", "-1", "-m", `${port}`);
  assertMatch(monitor.fatal, new RegExp(`^Cannot listen on tcp://127\\.0\\.0\\.1:${port}: Address already in use`));
});

Deno.test("main.ts nats-server refuses flags that it does not have, above all those that restrict access", async () => {
  const refusals: [string[], string][] = [
    [["--cluster", "nats://0.0.0.0:1"], "Cannot use -cluster: it is not supported by this version"],
    [["-prot", "1"], "Cannot use -prot: there is no such flag, did you mean -port?"],
    [["--port=http"], 'Cannot use --port "http": wanted a port from 0 to 65535, or -1 for a free one'],
  ];
  await Promise.all(refusals.map(async ([args, message]) => {
    await using server = natsServer(...args);
    assertEquals(await server.code(), 2);
    await server.stderr.done;
    assertEquals(server.stderr.all, [message]);
  }));
});

Deno.test("main.ts nats-server -t checks a configuration, and --version says whose place it takes", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(file, "port: 1");
  await using check = natsServer("-t", "-c", file);
  await using version = natsServer("--version");
  assertEquals(await check.code(), 0);
  await check.stderr.done;
  assertEquals(check.stderr.all, [`nats-server: configuration file ${file} is valid`]);
  assertEquals(await version.code(), 0);
  await version.stdout.done;
  assertMatch(version.stdout.all.join("\n"), /^nats-server: v2\.\d+\.\d+ /);
});

Deno.test("main.ts nats-server at SIGHUP has the limits of its file, also those that are not there any more", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(file, "max_payload: 2kb");
  await using server = natsServer("-c", file, "-a", "127.0.0.1", "-p", "-1");
  const port = await ready(server);
  await using client = await connect(port);
  const reload = async (text: string) => {
    Deno.writeTextFileSync(file, text);
    server.signal("SIGHUP");
    return infoOf(await client.line()).max_payload;
  };
  assertEquals(await reload("max_payload: 4kb"), 4_096);
  await client.send(`PUB a 4096\r\n${"x".repeat(4_096)}\r\nPING\r\n`);
  assertEquals(await client.line(), "PONG\r");
  // What is wrong changes nothing.
  Deno.writeTextFileSync(file, "max_payload: 1kb\noperator: x");
  server.signal("SIGHUP");
  await server.stderr.like(/\[ERR\] Failed to reload server configuration: \/.*nats\.conf:2: cannot use operator/);
  await using other = await dial(port);
  assertEquals(infoOf(await other.line()).max_payload, 4_096);
  assertEquals(await reload("# nothing"), 1 << 20);
});

Deno.test("main.ts nats-server at SIGUSR2 tells clients that know of it, closes all after a while, and exits 0", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(file, 'lame_duck_grace_period: "200ms"');
  await using server = natsServer("-c", file, "-a", "127.0.0.1", "-p", "-1");
  const port = await ready(server);
  await using knows = await connect(port);
  await using old = await connect(port, { protocol: 0 });
  await using silent = await dial(port);
  await silent.line();
  await silent.send('CONNECT {"protocol":1,"verbose":true}\r\n');
  assertEquals(await silent.line(), "+OK\r");
  const before = performance.now();
  server.signal("SIGUSR2");
  assertEquals(infoOf(await knows.line()).ldm, true);
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port }), Deno.errors.ConnectionRefused);
  // It serves on meanwhile, and a second signal changes nothing.
  server.signal("SIGUSR2");
  await knows.send("PING\r\n");
  assertEquals(await knows.line(), "PONG\r");
  assertEquals([await knows.rest(), await old.rest(), await silent.rest()], ["", "", ""]);
  assertEquals(await server.code(), 0);
  const took = performance.now() - before;
  assert(took >= 200 && took < 5_000, `${took} ms`);
});

Deno.test("main.ts nats-server at SIGHUP takes as many connections as its file says", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(file, "max_connections: 1, write_deadline: 3");
  await using server = natsServer("-c", file, "-a", "127.0.0.1", "-p", "-1", "-m", "-1");
  const port = await ready(server);
  const monitor = /\d+$/.exec(await server.stderr.like(/http monitor/))![0];
  const limits = async () => {
    const varz = await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json();
    return [varz.max_connections, varz.write_deadline];
  };
  await using _one = await connect(port);
  await using refused = await dial(port);
  assertMatch(await refused.rest(), /^INFO .*\r\n-ERR 'maximum connections exceeded'\r\n$/);
  assertEquals(await limits(), [1, 3e9]);
  Deno.writeTextFileSync(file, "max_connections: 2");
  server.signal("SIGHUP");
  await server.stderr.like(/Reloaded server configuration/);
  assertEquals(await limits(), [2, 10e9]);
  await using _two = await connect(port);
});

Deno.test("main.ts nats-server that goes slowly is not hurried by SIGTERM, and shows its pages until the end", async () => {
  using dir = temporary();
  const file = `${dir.path}/nats.conf`;
  Deno.writeTextFileSync(file, "lame_duck_grace_period: 60");
  await using server = natsServer("-c", file, "-a", "127.0.0.1", "-p", "-1", "-m", "-1");
  await using client = await connect(await ready(server));
  const monitor = /\d+$/.exec(await server.stderr.like(/http monitor/))![0];
  server.signal("SIGUSR2");
  assertEquals(infoOf(await client.line()).ldm, true);
  server.signal("SIGTERM");
  const { connections } = await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json();
  assertEquals(connections, 1);
  server.signal("SIGINT");
  assertEquals(await server.code(), 0);
});

Deno.test("main.ts nats-server at SIGUSR2 exits at once where nobody is connected", async () => {
  await using server = natsServer("-a", "127.0.0.1", "-p", "-1");
  await ready(server);
  const before = performance.now();
  server.signal("SIGUSR2");
  assertEquals(await server.code(), 0);
  assertLess(performance.now() - before, 3_000);
});

Deno.test("main.ts nats-server can be killed and started again on its port at once", async () => {
  await using first = natsServer("-a", "127.0.0.1", "-p", "-1");
  const port = await ready(first);
  await using _client = await connect(port);
  first.signal("SIGKILL");
  await first.code();
  await using second = natsServer("-a", "127.0.0.1", "-p", `${port}`);
  assertEquals(await ready(second), port);
  await using _other = await connect(port);
});
