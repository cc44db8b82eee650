import type { Extra } from "./_extra.ts";

/** What one process measured: per counted iteration its time and what else it reported. */
export interface Outcome {
  readonly milliseconds: readonly number[];
  readonly extras: readonly Extra[];
}

/** A command line and how long it may take. */
export interface Job {
  readonly command: readonly string[];
  /** Where it runs. */
  readonly cwd: string;
  /** The core that it may use; `undefined` for all. */
  readonly core: number | undefined;
  /** After so many milliseconds it is killed. */
  readonly deadline: number;
}

// An error is one plain line in the report, and a crashed virtual machine leaves no dump behind.
const env = { NO_COLOR: "1", ERL_CRASH_DUMP_SECONDS: "0" };

/**
 * Runs one job and parses the last line of its output.
 *
 * @throws {Error} When it fails, prints no outcome, or overruns its deadline.
 */
export async function measure({ command, cwd, core, deadline }: Job): Promise<Outcome> {
  const [program, ...args] = core === undefined ? command : ["taskset", "-c", `${core}`, ...command];
  const signal = AbortSignal.timeout(deadline);
  const { success, stdout, stderr } = await new Deno.Command(program!, { args, cwd, env, signal }).output();
  if (signal.aborted) throw new Error(`Cannot finish ${command.join(" ")}: no result after ${deadline} ms`);
  const text = new TextDecoder();
  const line = text.decode(stdout).trimEnd().split("\n").at(-1) ?? "";
  if (!success || !line.startsWith("{")) {
    throw new Error(`Cannot measure ${command.join(" ")}: ${(text.decode(stderr) || line).trim().split("\n")[0]}`);
  }
  return JSON.parse(line);
}
