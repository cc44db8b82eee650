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

Deno.test("README.md lists the flags of serve with their defaults", async () => {
  const listed = rows(await read("README.md")).filter(([flag = ""]) => /^--[a-z]/.test(flag));
  const expected = Object.entries(serveFlags()).map(([name, flag]) => {
    const shown = flag.parse === undefined || flag.fallback === undefined || flag.fallback === Infinity;
    return [flag.value === undefined ? `--${name}` : `--${name} ${flag.value}`, shown ? "" : String(flag.fallback)];
  });
  assertEquals(listed.map(([flag, fallback]) => [flag, fallback]), [...expected, ["--help", ""], ["--version", ""]]);
});

Deno.test("README.md names the limits of a connection as they are", async () => {
  const { highWater, longestPause, linger, maxPending } = DEFAULT_LIMITS;
  const named = (option: string) => `limits.${option}`;
  const listed = new Map(rows(await read("README.md")).map(([, limit, where]) => [where, limit]));
  assertEquals(
    listed.get(`${named("highWater")}, ${named("longestPause")}`),
    `${highWater / 2 ** 20} MiB, for at most ${longestPause} ms`,
  );
  assertEquals(listed.get(named("maxPending")), `${maxPending / 2 ** 20} MiB`);
  assertEquals(listed.get(named("linger")), `${linger / 1_000} s`);
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

Deno.test("docs/configuration.md lists keys that are taken, with examples", async () => {
  const page = await read("docs/configuration.md");
  const listed = rows(page).filter(([key = "", example]) => /^[a-z_]+$/.test(key) && example !== "example");
  const blocks = ["port", "room", "greeting", "max_line", "idle"];
  assertGreater(listed.length, 25);
  for (const [key, example] of listed.slice(0, -blocks.length)) {
    assertEquals(Object.keys(readSettings(parseConfig(`${key} ${example}`, key!))).length > 0, true, key);
  }
  const inBlock = listed.slice(-blocks.length);
  assertEquals(inBlock.map(([key]) => key), blocks);
  for (const [key, example] of inBlock) {
    const { udp } = readSettings(parseConfig(`udp { ${key} ${example} }`, key!));
    assertEquals(Object.keys(udp!).length, 1, key);
  }
});

Deno.test("docs/configuration.md says which keys have no effect and which are refused", async () => {
  const page = await read("docs/configuration.md");
  const named = (section: string) =>
    [...page.split(`## ${section}\n`)[1]!.split("\n## ")[0]!.matchAll(/`([a-z_]+)`/g)].map(([, key]) => key!);
  const ignored = named("Taken, and without effect").slice(0, 3);
  assertEquals(ignored, ["write_deadline", "logtime", "server_tags"]);
  for (const key of ignored) readSettings(parseConfig(`${key} 1`, key));
  readSettings(parseConfig("leafnodes { listen 1, host a, port 1 }", ""));
  const refused = named("Refused");
  assertGreater(refused.length, 20);
  for (const key of refused) {
    assertThrows(() => readSettings(parseConfig(`${key} 1`, key)), Error, "not supported by this version");
  }
});
