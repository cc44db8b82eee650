import { assertEquals, assertMatch } from "@std/assert";
import { HubServer } from "./_hub.ts";
import { FULL } from "./_leaf_node.ts";
import { REFERENCE } from "./_nats_reference.ts";
import { connect, natsServer, ready, temporary } from "./_nats_server.ts";
import { ServerProcess } from "./_server.ts";
import { until } from "./_until.ts";

const ignore = !REFERENCE;
const QUIET = ["serve", "--no-line", "--no-udp", "--nats", "0"];
const permissions = ["--allow-net", "--allow-read", "--allow-env"];

Deno.test({
  name: "serve --leaf is a leaf of that hub, with credentials from a file, and shows it on its pages",
  ignore,
  fn: async () => {
    using directory = temporary();
    const file = `${directory.path}/hub`;
    await Deno.writeTextFile(file, "# for the hub\nada:pass:word\n");
    await using hub = await HubServer.start(`authorization { users: [{ user: ada, password: "pass:word" }] }`);
    const flags = ["--http", "0", "--leaf", hub.url, "--leaf-credentials", file, "--node-name", "one"];
    await using server = new ServerProcess({ args: [...QUIET, ...flags], permissions });
    await server.stderr.like(/The leaf link to nats:\/\/127.0.0.1:\d+ is open/);
    const [leaf] = await hub.leafs();
    assertEquals(leaf?.account, "$G");
    const at = /http:\/\/\S+/.exec((await server.stdout.like(/^listening http /))!)![0];
    const page = async (path: string) => await (await fetch(`${at}${path}`)).json();
    const { leafnodes, leafs } = await page("/leafz");
    assertEquals([leafnodes, leafs.length, leafs[0].port], [1, 1, hub.leafPort]);
    assertEquals((await page("/varz")).leafnodes, 1);
    assertEquals((await page("/connz")).num_connections, 0);
  },
});

Deno.test({
  name: "nats-server with a configuration of leafnodes has its remotes",
  ignore,
  fn: async () => {
    using directory = temporary();
    const file = `${directory.path}/conf`;
    await using hub = await HubServer.start();
    await Deno.writeTextFile(file, `listen: "127.0.0.1:-1"\nleafnodes { remotes: [ { url: "${hub.url}" } ] }\n`);
    await using server = natsServer("-c", file);
    const port = await ready(server);
    await until(async () => (await hub.leafs()).length === 1, "the leaf");
    await using below = await connect(port, FULL);
    await below.send("SUB down 1\r\n");
    await hub.knows("down");
  },
});

Deno.test("serve refuses flags of a leaf that make no sense, and shows no secret", async () => {
  using directory = temporary();
  const jwt = `${directory.path}/creds`;
  await Deno.writeTextFile(jwt, "-----BEGIN NATS USER JWT-----\nsecret\n------END NATS USER JWT------\n");
  const bad = `${directory.path}/bad`;
  await Deno.writeTextFile(bad, "secret\n");
  const cases: [string[], RegExp][] = [
    [["--leaf", "http://a:secret@hub"], /Cannot use the hub "http:\/\/hub": wanted nats:\/\/HOST:7422/],
    [["--leaf-credentials", bad], /Cannot use --leaf-… without --leaf/],
    [["--leaf", "nats://a", "--leaf-credentials", jwt], /JWTs are not supported by this version/],
    [["--leaf", "nats://a", "--leaf-credentials", bad], /wanted USER:PASSWORD or the seed of an NKEY/],
    [["--leaf", "nats://a", "--leaf-ca", `${directory.path}/none`], /Cannot read the authorities in /],
  ];
  for (const [flags, wanted] of cases) {
    await using server = new ServerProcess({ args: [...QUIET, "--no-http", ...flags], permissions });
    assertMatch((await server.stderr.like(/Cannot/))!, wanted);
    assertEquals(await server.code(), 2);
    assertEquals(server.stderr.all.filter((line) => line.includes("secret")), []);
  }
});
