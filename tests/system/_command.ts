import { within } from "../_within.ts";
import type { Run } from "../cli/_main.ts";

/** How a command is run. */
export interface CommandOptions {
  /** What it reads from its standard input, which then ends. Default nothing. */
  readonly input?: string | Uint8Array;
  readonly permissions?: readonly string[];
}

/** Runs a command of the program to its end, with `--allow-net` alone where nothing else is said. */
export async function command(args: readonly string[], options: CommandOptions = {}): Promise<Run> {
  const { input = "", permissions = ["--allow-net"] } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...permissions, new URL("../../main.ts", import.meta.url).href, ...args],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  try {
    await writer.write(typeof input === "string" ? new TextEncoder().encode(input) : input);
    await writer.close();
  } catch {
    // It has ended without reading.
  }
  try {
    const { code, stdout, stderr } = await within(output, `the end of ${args.join(" ")}`);
    return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
  } catch (error) {
    child.kill("SIGKILL");
    await output;
    throw error;
  }
}
