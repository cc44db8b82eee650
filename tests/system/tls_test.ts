import { connect } from "@nats-io/transport-node";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { dialTcp, dialTls, secureClient } from "../../transports/mod.ts";
import { Authority, type Pair } from "../_certificates.ts";
import { Client } from "../_client.ts";
import { command as run } from "./_command.ts";
import { dial } from "./_dial.ts";
import { natsServer, ready, temporary } from "./_nats_server.ts";
import { REFERENCE, ReferenceServer } from "./_nats_reference.ts";
import { ServerProcess } from "./_server.ts";

const authority = await Authority.make();
const stranger = await Authority.make("Another CA");
const server = await authority.sign();
const alice = await authority.sign({ subject: "/CN=alice", names: "email:alice@example.com" });
const ca = authority.cert;
const PERMISSIONS = ["--allow-net", "--allow-read"];

/** A directory with `cert`, `key`, `ca`, and those of a client. */
function files(): Disposable & { readonly path: string; write(pair: Pair): void } {
  const directory = temporary();
  const write = (pair: Pair) => {
    Deno.writeTextFileSync(`${directory.path}/cert`, pair.cert);
    Deno.writeTextFileSync(`${directory.path}/key`, pair.key);
  };
  write(server);
  Deno.writeTextFileSync(`${directory.path}/ca`, ca);
  Deno.writeTextFileSync(`${directory.path}/alice`, alice.cert);
  Deno.writeTextFileSync(`${directory.path}/alice-key`, alice.key);
  return Object.assign(directory, { write });
}

function client(port: number, tls: Record<string, unknown> = { ca }) {
  return connect({ servers: `127.0.0.1:${port}`, reconnect: false, timeout: 5_000, tls });
}

async function command(...args: string[]) {
  const main = new URL("../../main.ts", import.meta.url).href;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", ...PERMISSIONS, main, ...args],
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

Deno.test("serve --tls-cert listens with TLS everywhere, renews at SIGHUP, and drops nobody for it", async () => {
  using given = files();
  await using process = new ServerProcess({
    args: [
      "serve",
      "--line=0",
      "--nats=0",
      "--http=0",
      "--no-udp",
      "--tls-cert",
      `${given.path}/cert`,
      "--tls-key",
      `${given.path}/key`,
    ],
    permissions: PERMISSIONS,
  });
  const lines = [await process.stdout.next(), await process.stdout.next(), await process.stdout.next()];
  assertMatch(lines[0]!, /^listening line tls:\/\/127\.0\.0\.1:\d+$/);
  assertMatch(lines[1]!, /^listening nats tls:\/\/127\.0\.0\.1:\d+$/);
  assertMatch(lines[2]!, /^listening http https:\/\/127\.0\.0\.1:\d+$/);
  const [line, nats] = lines.map((line) => Number(/\d+$/.exec(line)![0]));
  const before = await client(nats!);
  await using talker = new Client(await dialTls({ port: line!, ca }));
  await talker.line();
  given.write(await stranger.sign());
  process.signal("SIGHUP");
  await process.stderr.like(/info the certificate is renewed$/);
  const after = await client(nats!, { ca: stranger.cert });
  await before.flush();
  await talker.send("/nick ann\n");
  assertStringIncludes(await talker.line(), "ann");
  Deno.writeTextFileSync(`${given.path}/key`, "nothing");
  process.signal("SIGHUP");
  await process.stderr.like(/error Cannot renew the certificate: Cannot use the key: wanted a private key in PEM/);
  await after.flush();
  await (await client(nats!, { ca: stranger.cert })).close();
  await before.close();
  await after.close();
  process.signal("SIGTERM");
  assertEquals(await process.code(), 0);
});

Deno.test("serve says what is missing for TLS", async () => {
  using given = files();
  const cert = ["--tls-cert", `${given.path}/cert`];
  const alone = await command("serve", ...cert);
  assertEquals([alone.code, alone.stderr.trim()], [2, "Cannot begin with TLS: wanted --tls-cert with --tls-key"]);
  const blind = await command("serve", ...cert, "--tls-key", `${given.path}/key`, "--tls-verify");
  assertEquals([blind.code, blind.stderr.trim()], [2, "Cannot use --tls-verify without --tls-ca"]);
  const missing = await command("serve", ...cert, "--tls-key", `${given.path}/none`);
  assertEquals(missing.code, 1);
  assertMatch(missing.stderr, /^Cannot read the key \/.*\/none: /);
});

Deno.test("nats-server with a block tls verifies clients, and pub goes through it with a certificate", async () => {
  using given = files();
  const { path } = given;
  Deno.writeTextFileSync(
    `${path}/conf`,
    `listen: "127.0.0.1:-1"
tls { cert_file: "${path}/cert", key_file: "${path}/key", ca_file: "${path}/ca", verify: true, timeout: 1 }`,
  );
  await using process = natsServer("-c", `${path}/conf`);
  const port = await ready(process);
  const known = await client(port, { ca, ...alice });
  const heard = known.subscribe("greeting", { max: 1 });
  await known.flush();
  const tls = ["--tls-ca", `${path}/ca`];
  const own = ["--tls-cert", `${path}/alice`, "--tls-key", `${path}/alice-key`];
  const url = ["--server", `tls://127.0.0.1:${port}`];
  assertEquals(await command("pub", "greeting", "hello", ...url, ...tls, ...own), { code: 0, stdout: "", stderr: "" });
  for await (const message of heard) assertEquals(message.string(), "hello");
  assertEquals((await command("pub", "greeting", "hello", ...url, ...tls)).code, 1);
  const blind = await command("pub", "greeting", "hello", ...url, ...own);
  assertEquals(blind.code, 1);
  assertMatch(blind.stderr, /^Cannot connect to tls:\/\/127\.0\.0\.1:\d+: self-signed certificate/);
  await assertRejects(() => client(port, { ca }));
  await known.close();
});

Deno.test("chat enters a room over TLS, and no room of a server that it cannot verify", async () => {
  using given = files();
  const { path } = given;
  await using mailroom = await startMailroom({ line: { port: 0, tls: server } });
  const where = `tls://127.0.0.1:${mailroom.addresses.line!.port}`;
  const entered = await run(["chat", where, "--tls-ca", `${path}/ca`], {
    input: "/nick ann\n/quit\n",
    permissions: PERMISSIONS,
  });
  assertEquals([entered.code, entered.stderr], [0, ""]);
  assertStringIncludes(entered.stdout, "* you are ann\n* bye\n");
  const blind = await run(["chat", where], { input: "hello\n" });
  assertEquals(blind.code, 1);
  assertMatch(blind.stderr, /^Cannot connect to tls:\/\/127\.0\.0\.1:\d+: invalid peer certificate/);
});

Deno.test("nats-server takes TLS from its flags, and pub upgrades where INFO says so", async () => {
  using given = files();
  const { path } = given;
  await using process = natsServer(
    "-a",
    "127.0.0.1",
    "-p",
    "-1",
    "--tls",
    "--tlscert",
    `${path}/cert`,
    "--tlskey",
    `${path}/key`,
  );
  const port = await ready(process);
  const { code, stderr } = await command(
    "pub",
    "a",
    "b",
    "--server",
    `nats://127.0.0.1:${port}`,
    "--tls-ca",
    `${path}/ca`,
  );
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("pub with tls:// says nothing to a server without TLS", async () => {
  await using process = natsServer("-a", "127.0.0.1", "-p", "-1");
  const port = await ready(process);
  const { code, stderr } = await command("pub", "a", "b", "--server", `tls://user:secret@127.0.0.1:${port}`);
  assertEquals([code, stderr], [
    1,
    `Cannot connect to tls://127.0.0.1:${port}: TLS is wanted, and the server has none\n`,
  ]);
});

Deno.test({
  name: "nats-server says of TLS in INFO, and does with those who speak it badly, what the reference does",
  ignore: !REFERENCE,
  fn: async () => {
    using given = files();
    const { path } = given;
    const block = (rest: string) => `tls { cert_file: "${path}/cert", key_file: "${path}/key", timeout: 1${rest} }`;
    const verified = `, ca_file: "${path}/ca", verify: true`;
    for (const config of [block(""), block(verified), `${block("")}\nallow_non_tls: true`]) {
      Deno.writeTextFileSync(`${path}/conf`, `listen: "127.0.0.1:-1"\n${config}`);
      await using process = natsServer("-c", `${path}/conf`);
      await using reference = await ReferenceServer.start(config);
      const [ours, theirs] = await Promise.all([await ready(process), reference.port].map(manners));
      assertEquals(ours, theirs, config);
    }
  },
});

/** What somebody sees of a server who says nothing, garbage, or part of a handshake; and with TLS and without. */
async function manners(port: number): Promise<unknown> {
  const seen: unknown[] = [];
  for (const said of ["", "CONNECT {}\r\nPING\r\n", "\x16\x03\x01", "\x16garbage and more of it\r\n"]) {
    await using stranger = await dial(port);
    const { tls_required, tls_verify, tls_available } = JSON.parse((await stranger.line()).slice(5));
    seen.push({ tls_required, tls_verify, tls_available });
    await stranger.send(Uint8Array.from(said, (letter) => letter.charCodeAt(0)));
    if (tls_available && said === "") await stranger.send("CONNECT {}\r\nPING\r\n");
    if (tls_available && !said.startsWith("\x16")) seen.push(await stranger.lines(2));
    else seen.push(await stranger.rest());
  }
  for (const tls of [{ ca }, { ca, ...alice }]) {
    const plain = await dialTcp({ port });
    await plain.read(new Uint8Array(4_096));
    const near = secureClient(plain, "127.0.0.1", tls);
    seen.push(await near.secure!().then(() => "shaken", () => "refused"));
    await using client = new Client(near);
    await client.send("CONNECT {}\r\nPING\r\n").catch(() => {});
    seen.push(await client.lines(2).catch(() => "refused"));
  }
  return seen;
}
