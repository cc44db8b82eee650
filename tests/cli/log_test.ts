import { assertEquals, assertMatch } from "@std/assert";

/** What a program says on standard error that logs in every way at a level; its standard error is closed on request. */
async function logged(level: string, closed = false): Promise<{ code: number; stdout: string; lines: string[] }> {
  const script = `
    const { stderrLog } = await import(${JSON.stringify(new URL("../../cli/log.ts", import.meta.url).href)});
    ${closed ? "Deno.stderr.close();" : ""}
    const log = stderrLog(${JSON.stringify(level)});
    for (const name of ["error", "warn", "info", "debug"]) log[name]("the " + name + "\\r\\nand more");
    console.log("done");`;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-check", `data:text/javascript,${encodeURIComponent(script)}`],
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    lines: decoder.decode(stderr).split("\n").filter((line) => line !== ""),
  };
}

Deno.test("stderrLog() writes a line each, with time and level, of its level and those before it", async () => {
  const { lines } = await logged("info");
  for (const line of lines) {
    assertMatch(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (error|warn|info) the \1 and more$/);
  }
  assertEquals(lines.map((line) => line.split(" ")[1]), ["error", "warn", "info"]);
});

Deno.test("stderrLog() does not end the program when nobody reads what it writes", async () => {
  const { code, stdout } = await logged("debug", true);
  assertEquals([code, stdout], [0, "done\n"]);
});
