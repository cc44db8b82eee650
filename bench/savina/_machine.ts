/** Where the figures come from: without it they cannot be compared. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly os: string;
  readonly deno: string;
  readonly v8: string;
  /** The core that one-core processes are kept on; `undefined` where taskset is not installed. */
  readonly pinnedTo: number | undefined;
}

/** Reads what this machine is. */
export async function machine(): Promise<Machine> {
  const cores = navigator.hardwareConcurrency;
  return {
    cpu: await cpuModel(),
    cores,
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    pinnedTo: await hasTaskset() ? cores - 1 : undefined,
  };
}

async function cpuModel(): Promise<string> {
  const info = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return /^model name\s*:\s*(.*)$/m.exec(info)?.[1] ?? Deno.build.arch;
}

async function hasTaskset(): Promise<boolean> {
  try {
    return (await new Deno.Command("taskset", { args: ["--version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}
