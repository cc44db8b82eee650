import { assertEquals, assertStringIncludes } from "@std/assert";
import { serveFlags } from "../../cli/serve.ts";
import { DEFAULT_LIMITS } from "@mailroom/mailroom/transports";
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
