import { assertEquals, assertGreater, assertStringIncludes, assertThrows } from "@std/assert";
import { serveFlags } from "../../cli/serve.ts";
import { DEFAULT_LIMITS } from "@mailroom/mailroom/transports";
import { parseConfig } from "../../server/config/parse.ts";
import { readSettings } from "../../server/config/schema.ts";
import { HELP } from "../../transports/protocols/line/commands.ts";

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

/** The rows of all tables of a page: cells without blanks and code marks. */
function rows(page: string): string[][] {
  const lines = page.split("\n").filter((line) => line.startsWith("|"));
  return lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll("`", "")));
}

/** The part of a page below a heading, up to the next one of any level. */
function section(page: string, heading: string): string {
  return page.split(`\n${heading}\n`)[1]!.split(/\n##+ /)[0]!;
}

Deno.test("docs/command-line.md lists the flags of serve with their defaults", async () => {
  const page = section(await read("docs/command-line.md"), "## Flags of `serve`");
  const listed = rows(page).filter(([flag = ""]) => /^--[a-z]/.test(flag));
  const expected = Object.entries(serveFlags()).map(([name, flag]) => {
    const shown = flag.value === undefined || flag.fallback === undefined || flag.fallback === Infinity ||
      Array.isArray(flag.fallback);
    return [flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`, shown ? "" : String(flag.fallback)];
  });
  assertEquals(listed.map(([flag, fallback]) => [flag, fallback]), [...expected, ["--help", ""], ["--version", ""]]);
});

Deno.test("docs/security.md names the limits of a connection as they are", async () => {
  const { highWater, longestPause, linger, maxPending, maxPendingInAll, writeDeadline } = DEFAULT_LIMITS;
  const listed = new Map(rows(await read("docs/security.md")).map(([, limit, where]) => [where, limit]));
  const named = (option: string) => [...listed].find(([where = ""]) => where.split(", ").includes(option))?.[1];
  assertEquals(named("limits.highWater"), `${highWater / 2 ** 20} MiB, for at most ${longestPause} ms`);
  assertEquals(named("limits.maxPending"), `${maxPending / 2 ** 20} MiB`);
  assertEquals(named("limits.maxPendingInAll"), `${maxPendingInAll / 2 ** 30} GiB`);
  assertEquals(named("limits.writeDeadline"), `${writeDeadline / 1_000} s`);
  assertEquals(named("limits.linger"), `${linger / 1_000} s`);
});

Deno.test("README.md lists every example", async () => {
  const readme = await read("README.md");
  for await (const { name } of Deno.readDir(new URL("../../examples/", import.meta.url))) {
    assertStringIncludes(readme, `| \`${name}\``);
  }
});

Deno.test("docs/line-protocol.md lists the commands that /help lists", async () => {
  const listed = rows(await read("docs/line-protocol.md")).map(([command = ""]) => command);
  const helped = HELP.map((line) => line.split(/ {2,}/)[0]!);
  assertEquals(helped.filter((command) => !listed.includes(command)), []);
});

/** What a key stands in, by the heading of its table: what goes before it, and what behind. */
const AROUND: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  "## Keys": ["authorization { users: [{ user: guest }] }, tls { cert_file c, key_file k },", ""],
  "### tls": ["tls { cert_file c, key_file k, ca_file a,", "}"],
  "### authorization and accounts": ["", ""],
  "### websocket": ["websocket { no_tls true,", "}"],
  "### nodes": ["nodes {", "}"],
  "### leaf": ["leaf { url nats://a:7422,", "}"],
  "### line and udp": ["udp {", "}"],
};
/** The tables of the users, which are three, in their order. */
const AUTH: readonly (readonly [before: string, behind: string])[] = [
  ["authorization {", "}"],
  ["authorization { users: [{ user: ann,", "}] }"],
  ["authorization { user: a, password: p, permissions {", "} }"],
];

Deno.test("docs/configuration.md lists keys that are taken, with examples", async () => {
  const page = await read("docs/configuration.md");
  let count = 0;
  for (const [heading, around] of Object.entries(AROUND)) {
    let table = -1;
    for (const [key = "", example = ""] of rows(section(page, heading))) {
      if (key === "key") table++;
      if (!/^[a-z_]+$/.test(key) || key === "key") continue;
      let [before, behind] = heading.includes("authorization") ? AUTH[table]! : around;
      // They say themselves who the users are.
      if (key === "authorization" || key === "accounts") before = "";
      const whole = `${before} ${key} ${example} ${behind}`;
      assertEquals(Object.keys(readSettings(parseConfig(whole, `${heading} ${key}`))).length > 0, true, key);
      count++;
    }
  }
  assertGreater(count, 95);
});

Deno.test("docs/configuration.md says which keys have no effect and which are refused", async () => {
  const page = await read("docs/configuration.md");
  const named = (part: string) => [...part.matchAll(/`([a-z_]+)`/g)].map(([, key]) => key!);
  const [first, ...rest] = section(page, "## Taken, and without effect").split("`leafnodes`");
  for (const key of named(first!)) readSettings(parseConfig(`${key} 1`, key));
  const links = named(rest.join().split("remotes")[0]!);
  assertGreater(links.length, 5);
  for (const key of links) readSettings(parseConfig(`leafnodes { ${key} 1 }`, key));
  const [above, blocks] = section(page, "## Refused").split("So do some within blocks.");
  const refused = named(above!);
  assertGreater(refused.length, 12);
  const within = [...blocks!.matchAll(/In `(tls|websocket)`: ([^.;]+)/g)]
    .flatMap(([, block, keys]) => named(keys!).map((key) => `${block} { ${key} 1 }`));
  assertGreater(within.length, 8);
  for (const key of [...refused.map((key) => `${key} 1`), ...within]) {
    assertThrows(() => readSettings(parseConfig(key, key)), Error, "not supported by this version");
  }
});

Deno.test("the configurations in the documentation are taken", async () => {
  let count = 0;
  for (const page of await Promise.all(["docs/security.md", "docs/configuration.md"].map(read))) {
    // Every other piece stands between fences; those of a program name its language.
    const fenced = page.split(/^```/m).filter((_, index) => index % 2 === 1);
    for (const block of fenced.filter((block) => block.startsWith("\n"))) {
      const config = block.startsWith("\npermissions") ? `authorization { user: a, password: "b", ${block} }` : block;
      assertGreater(Object.keys(readSettings(parseConfig(config, "documentation"))).length, 0);
      count++;
    }
  }
  assertGreater(count, 4);
});
