import type { Name } from "./_sizes.ts";

/** The contestants. `erlang` has one scheduler on one core, `erlang-all` as many as the machine has cores. */
export type ArmName = "ours" | "nact" | "erlang" | "erlang-all";

/** All arms, in the order in which each benchmark runs them. */
export const armNames: readonly ArmName[] = ["ours", "nact", "erlang", "erlang-all"];

/** One contestant, installed and ready to run. */
export interface Arm {
  /** For the table's head. */
  readonly version: string;
  /** Whether its processes are kept on one core. */
  readonly pinned: boolean;
  /** Iterations before the counted ones: a just-in-time compiler needs more of them than one that compiles at load. */
  readonly warmUp: number;
  /** Whether this arm has the benchmark. */
  has(benchmark: Name): boolean;
  /** The command line of one process that runs one benchmark. */
  command(benchmark: Name, size: Readonly<Record<string, number>>, warmUp: number, iterations: number): string[];
}

/** An arm that cannot run, and why. */
export interface Missing {
  readonly missing: string;
}

const here = new URL(".", import.meta.url).pathname;

/** Finds out whether an arm is installed. Erlang's modules are compiled into `scratch`. */
export async function prepare(arm: ArmName, scratch: string): Promise<Arm | Missing> {
  switch (arm) {
    case "ours":
    case "nact":
      return await prepareTypeScript(arm);
    case "erlang":
    case "erlang-all":
      return await prepareErlang(arm, scratch);
  }
}

async function prepareTypeScript(arm: "ours" | "nact"): Promise<Arm | Missing> {
  const has = (benchmark: string) => exists(`${here}${arm}/${benchmark}.ts`);
  if (!has("ping_pong")) return { missing: "its folder has no benchmarks" };
  const probe = arm === "ours"
    ? `import config from "${here}../../deno.json" with { type: "json" }; console.log(config.version);`
    : `import { version } from "${here}nact/_nact.ts"; console.log(version);`;
  const version = await output("deno", ["eval", probe]);
  if (version === undefined) return { missing: "its package cannot be loaded" };
  return {
    version,
    pinned: true,
    warmUp: 3,
    has,
    command: (benchmark, size, warmUp, iterations) => {
      const run = ["deno", "run", "-A", "--v8-flags=--expose-gc", `${here}_run_one.ts`];
      return [...run, arm, benchmark, JSON.stringify(size), `${warmUp}`, `${iterations}`];
    },
  };
}

async function prepareErlang(arm: "erlang" | "erlang-all", scratch: string): Promise<Arm | Missing> {
  const probe = `io:format("OTP ~s, ERTS ~s",[erlang:system_info(otp_release),erlang:system_info(version)]),halt().`;
  const version = await output("erl", ["-noshell", "-eval", probe]);
  if (version === undefined) return { missing: "erl is not installed" };
  const sources = [...Deno.readDirSync(`${here}erlang`)].map(({ name }) => `${here}erlang/${name}`);
  const compiled = await output("erlc", ["-o", scratch, ...sources.filter((path) => path.endsWith(".erl"))]);
  if (compiled === undefined) return { missing: "erlc is not installed or fails" };
  const schedulers = arm === "erlang" ? ["+S", "1:1"] : [];
  return {
    version,
    pinned: arm === "erlang",
    warmUp: 1,
    has: (benchmark) => exists(`${here}erlang/${benchmark}.erl`),
    command: (benchmark, size, warmUp, iterations) => {
      const run = ["erl", "-noshell", ...schedulers, "-pa", scratch, "-run", "savina_run", "main", "-extra"];
      const sizes = Object.entries(size).map(([key, value]) => `${key}=${value}`);
      return [...run, benchmark, `${warmUp}`, `${iterations}`, ...sizes];
    },
  };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** What a command prints, or `undefined` when it is not there or fails. */
async function output(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args: [...args], stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}
