/**
 * Savina's actor benchmarks: ours beside nact and Erlang, on this machine, in one run, in one table.
 *
 *     deno run -A bench/savina/main.ts [--quick] [--json] [--only ping_pong,big] [--arms ours,nact,erlang,erlang-all]
 *
 * Every arm of every benchmark runs in a process of its own, one after the other, never two at once.
 */
import { parseArgs } from "node:util";
import { type Arm, type ArmName, armNames, type Missing, prepare } from "./_arms.ts";
import { catalogue, type Entry, names } from "./_catalogue.ts";
import { type Machine, machine } from "./_machine.ts";
import { measure, type Outcome } from "./_measure.ts";
import { json, markdown } from "./_report.ts";
import { type Cell, compare, figure, type Row } from "./_results.ts";
import { fullSizes, type Name, quickSizes } from "./_sizes.ts";

/** How often, and for how long at most. */
interface Plan {
  readonly quick: boolean;
  readonly iterations: number;
  readonly deadline: number;
}

async function measureCell(benchmark: Name, name: ArmName, arm: Arm, plan: Plan, core: Machine["pinnedTo"]) {
  const size = (plan.quick ? quickSizes : fullSizes)[benchmark];
  const entry = catalogue[benchmark] as Entry;
  // A process's memory can be measured once only: it is not given back as it was.
  const once = entry.figure !== undefined;
  // nact needs half a minute for one iteration here, and fewer customers would be a different ratio of work to retries.
  const slow = benchmark === "sleeping_barber" && name === "nact" && !plan.quick;
  const [warmUp, iterations] = once ? [0, 1] : slow ? [1, 3] : [arm.warmUp, plan.iterations];
  const job = {
    command: arm.command(benchmark, size, warmUp, iterations),
    cwd: new URL("../..", import.meta.url).pathname,
    core: arm.pinned ? core : undefined,
    deadline: plan.deadline,
  };
  const outcomes: Outcome[] = [];
  for (let process = 0; process < (once && !plan.quick ? 3 : 1); process++) outcomes.push(await measure(job));
  return figure(benchmark, entry.operations(size as never), outcomes);
}

async function measureRow(
  benchmark: Name,
  arms: ReadonlyMap<ArmName, Arm | Missing>,
  plan: Plan,
  core: Machine["pinnedTo"],
): Promise<Row> {
  const cells: Partial<Record<ArmName, Cell>> = {};
  for (const [name, arm] of arms) {
    if ("missing" in arm) {
      cells[name] = arm;
    } else if (!arm.has(benchmark)) {
      cells[name] = { missing: "it has no such benchmark" };
    } else {
      console.error(`${benchmark} ${name}`);
      cells[name] = await measureCell(benchmark, name, arm, plan, core)
        .catch((error: Error) => ({ failed: error.message }));
    }
  }
  const { set, unit } = catalogue[benchmark];
  const size = (plan.quick ? quickSizes : fullSizes)[benchmark];
  return { benchmark, set, unit, size, cells, against: compare(benchmark, cells) };
}

/** The comma-separated `text`, of which each must be one of `allowed`; all of them without a `text`. */
function choose<T extends string>(what: string, text: string | undefined, allowed: readonly T[]): readonly T[] {
  if (text === undefined) return allowed;
  return text.split(",").map((word) => {
    const found = allowed.find((each) => each === word);
    if (found === undefined) throw new Error(`Cannot choose ${what} "${word}": wanted one of ${allowed.join(", ")}`);
    return found;
  });
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      only: { type: "string" },
      arms: { type: "string" },
    },
  });
  const { quick } = values;
  const plan: Plan = { quick, iterations: quick ? 5 : 12, deadline: quick ? 60_000 : 900_000 };
  const scratch = await Deno.makeTempDir({ prefix: "savina-" });
  try {
    const where = await machine();
    const arms = new Map<ArmName, Arm | Missing>();
    for (const name of choose("arm", values.arms, armNames)) arms.set(name, await prepare(name, scratch));
    const rows: Row[] = [];
    for (const benchmark of choose("benchmark", values.only, names)) {
      rows.push(await measureRow(benchmark, arms, plan, where.pinnedTo));
    }
    const report = { machine: where, quick, arms, rows, iterations: plan.iterations };
    console.log(values.json ? json(report) : markdown(report));
    if (rows.some(({ cells }) => Object.values(cells).some((cell) => "failed" in cell))) Deno.exitCode = 1;
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}
