import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { serveFlags } from "../../cli/serve.ts";
import { listenTcp } from "../../transports/mod.ts";
import { runMain } from "./_main.ts";

Deno.test("main.ts --version says which version it is, with a command or without", async () => {
  const wanted = { code: 0, stdout: `mailroom ${config.version}\n`, stderr: "" };
  const [alone, served] = await Promise.all([runMain("--version"), runMain("serve", "--version")]);
  assertEquals(alone, wanted);
  assertEquals(served, wanted);
});

Deno.test("main.ts --help lists every flag, with a command, without, and where no command is given", async () => {
  const [asked, served, bare] = await Promise.all([runMain("--help"), runMain("serve", "--help"), runMain()]);
  assertEquals([asked.code, asked.stderr], [0, ""]);
  for (const name of [...Object.keys(serveFlags()), "help", "version"]) {
    assertMatch(served.stdout, new RegExp(`^  --${name}( |$)`, "m"));
  }
  assertMatch(served.stdout, /^Usage: mailroom serve /);
  assertStringIncludes(asked.stdout, served.stdout);
  assertEquals(bare.stdout, asked.stdout);
});

Deno.test("main.ts refuses wrong arguments in one line on standard error, and exits 2", async () => {
  const refusals: [string[], string][] = [
    [["sevre"], 'Cannot do "sevre": there is no such command, did you mean serve?'],
    [
      ["dance"],
      'Cannot do "dance": there is no such command, wanted one of serve, nats-server, pub, sub, request, reply, chat, tracker, peers, passwd, nkey',
    ],
    [["serve", "--lnie=1"], "Cannot use --lnie: there is no such flag, did you mean --line?"],
    [["serve", "--line", "http"], 'Cannot use --line "http": wanted a port from 0 to 65535'],
    [["serve", "--room=a b"], 'Cannot use --room "a b": wanted a name without blanks, "*" and ">"'],
    [["serve", "lobby"], 'Cannot use the argument "lobby": wanted only flags'],
  ];
  for (let i = 0; i < refusals.length; i += 2) {
    await Promise.all(
      refusals.slice(i, i + 2).map(async ([args, message]) => {
        assertEquals(await runMain(...args), { code: 2, stdout: "", stderr: `${message}\n` });
      }),
    );
  }
});

Deno.test("main.ts says in one line that a port is in use, and exits 1", async () => {
  const taken = listenTcp({ port: 0 });
  const { port } = taken.address;
  const { code, stdout, stderr } = await runMain("serve", "--line", `${port}`, "--no-udp", "--no-nats", "--no-http");
  taken.close();
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, new RegExp(`^Cannot listen on tcp://127\\.0\\.0\\.1:${port}: Address already in use[^\\n]*\\n$`));
});

Deno.test("main.ts says in one line that a host is none of this machine, and exits 1", async () => {
  const { code, stdout, stderr } = await runMain(
    "serve",
    "--host",
    "192.0.2.1",
    "--line=0",
    "--no-udp",
    "--no-nats",
    "--no-http",
  );
  assertEquals([code, stdout], [1, ""]);
  assert(/^Cannot listen on tcp:\/\/192\.0\.2\.1:0: [^\n]+\n$/.test(stderr), stderr);
});
