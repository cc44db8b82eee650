import { summarize, type Summary } from "../savina/_statistics.ts";
import type { Arm } from "./_line_arms.ts";
import type { Job } from "./_load.ts";
import { type Load, Server } from "./_processes.ts";

/** How many clients hear a line, and how long it is. */
export interface Shape {
  readonly receivers: number;
  /** Bytes without the line end. */
  readonly size: number;
}

/** How often, and how long each time. */
export interface Plan {
  readonly runs: number;
  /** What a run should take, in seconds. */
  readonly seconds: number;
  readonly serverCore: number | undefined;
}

/** What one arm did with one shape. */
export interface Cell {
  readonly arm: string;
  /** Lines that reached somebody in a second. */
  readonly rate: Summary;
  /** Our rate by this one's, run by run. */
  readonly ratio: Summary;
  /** Processor time of the server for each of those lines, in nanoseconds; `null` where the system does not tell. */
  readonly cpu: number | null;
  readonly lost: number;
  readonly echoed: number;
}

interface Run {
  readonly rate: number;
  readonly cpu: number;
  readonly lost: number;
  readonly echoed: number;
}

/** Measures one shape: all arms run at once, but are given something to do in turn. */
export async function measureShape(arms: readonly Arm[], shape: Shape, load: Load, plan: Plan): Promise<Cell[]> {
  await using stack = new AsyncDisposableStack();
  const stations: { server: Server; job: Job; runs: Run[] }[] = [];
  for (const { command } of arms) {
    const server = stack.use(await Server.start(command, "line", plan.serverCore));
    const job = await warmedUp({ protocol: "line", port: server.port, ...shape, messages: 1_000 }, load, plan.seconds);
    stations.push({ server, job, runs: [] });
  }
  for (let run = 0; run < plan.runs; run++) {
    for (const { server, job, runs } of stations) runs.push(await once(server, job, load));
  }
  return stations.map(({ runs }, i) => ({
    arm: arms[i]!.name,
    rate: summarize(runs.map(({ rate }) => rate)),
    ratio: summarize(runs.map(({ rate }, run) => stations[0]!.runs[run]!.rate / rate)),
    cpu: finite(summarize(runs.map(({ cpu }) => cpu)).median),
    lost: runs.reduce((sum, { lost }) => sum + lost, 0),
    echoed: runs.reduce((sum, { echoed }) => sum + echoed, 0),
  }));
}

/**
 * Lets it run, first with every byte checked, until it takes about as long as it should; returns the job that does. One
 * slow run may be an accident of the machine, so two must have been long enough.
 */
async function warmedUp(job: Job, load: Load, seconds: number): Promise<Job> {
  let check = true;
  for (let long = 0; long < 2;) {
    const outcome = await load.run({ ...job, check });
    if (outcome.lost !== 0) throw new Error(`Cannot measure: ${outcome.lost} lines were lost while warming up`);
    const factor = seconds / outcome.seconds;
    if (factor < 2) long++;
    if (factor > 1 || long === 2) job = { ...job, messages: Math.ceil(job.messages * Math.min(8, factor)) };
    check = false;
  }
  return job;
}

async function once(server: Server, job: Job, load: Load): Promise<Run> {
  const before = await server.cpu() ?? NaN;
  const { seconds, delivered, lost, echoed } = await load.run(job);
  const used = (await server.cpu() ?? NaN) - before;
  return { rate: delivered / seconds, cpu: used * 1e9 / delivered, lost, echoed };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
