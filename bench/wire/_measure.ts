import { summarize, type Summary } from "../savina/_statistics.ts";
import { type Arm, type Missing, ours, type Peer } from "./_arms.ts";
import type { Shape } from "./_catalogue.ts";
import type { Load, Server } from "./_processes.ts";
import { idleSample, type Runner, runner, type Sample } from "./_samples.ts";

/** How often, how long each time, and where. */
export interface Plan {
  readonly runs: number;
  /** What a run should take, in seconds. */
  readonly seconds: number;
  /** Runs of what takes a server of its own each time. */
  readonly freshRuns: number;
  readonly serverCore: number | undefined;
}

/** What one arm did with one shape. */
export interface Cell {
  readonly arm: string;
  /** In the order of the shape's figures. */
  readonly figures: readonly Summary[];
  /** Our figures by this one's, run by run. */
  readonly ratios: readonly Summary[];
  /** Processor time of the server for each item, in nanoseconds; `null` where the system does not tell. */
  readonly cpu: number | null;
  /** The share of the time that the server was at work; well below 1 the load generator is what was measured. */
  readonly busy: number | null;
  readonly lost: number;
}

interface Run extends Sample {
  /** Seconds of the server's processor time. */
  readonly used: number;
}

interface Station {
  readonly arm: Arm;
  readonly runs: Run[];
}

/** Our cell and, for each peer, its cell or why there is none. */
export async function measureShape(
  shape: Shape,
  peers: Readonly<Record<Peer, Arm | Missing>>,
  load: Load,
  plan: Plan,
): Promise<{ ours: Cell; peers: Partial<Record<Peer, Cell | Missing>> }> {
  const present = shape.peers.map((peer) => peers[peer]).filter((arm): arm is Arm => !("missing" in arm));
  const stations = [ours, ...present].map((arm): Station => ({ arm, runs: [] }));
  if (shape.work.type === "idle") await runFresh(shape.work.connections, stations, plan);
  else await runInTurn(shape, stations, load, plan);
  const cells = stations.map(({ arm, runs }) => cell(arm, runs, stations[0]!.runs));
  const found = (peer: Peer) => cells.find(({ arm }) => arm === peers[peer].name) ?? peers[peer] as Missing;
  return { ours: cells[0]!, peers: Object.fromEntries(shape.peers.map((peer) => [peer, found(peer)])) };
}

/**
 * Seconds that a server is at work before we look at it where it has little to do: one that is compiled while it runs
 * shares its core with the compiler until then, which shows in what takes longest.
 */
const SETTLE = 6;

/** Warms all servers up and lets them run in turn, each held still while it is another one's turn. */
async function runInTurn(shape: Shape, stations: readonly Station[], load: Load, plan: Plan): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const ready: { station: Station; server: Server; run: Runner; amount: number }[] = [];
  for (const station of stations) {
    const server = stack.use(await station.arm.start(plan.serverCore));
    const run = runner(shape, station.arm, server, load);
    const amount = shape.work.type === "pace"
      ? await paced(run, shape.work.rate, plan.seconds)
      : await warmedUp(run, plan.seconds);
    if (shape.work.type !== "deliver") await settled(run, amount);
    server.pause();
    ready.push({ station, server, run, amount });
  }
  for (let i = 0; i < plan.runs; i++) {
    for (const { station, server, run, amount } of ready) {
      server.resume();
      const before = await server.cpu() ?? NaN;
      const sample = await run(amount, false);
      station.runs.push({ ...sample, used: (await server.cpu() ?? NaN) - before });
      server.pause();
    }
  }
}

/** A server of its own for each run, because memory is not given back as it was. */
async function runFresh(connections: number, stations: readonly Station[], plan: Plan): Promise<void> {
  for (let i = 0; i < plan.freshRuns; i++) {
    for (const { arm, runs } of stations) {
      await using server = await arm.start(plan.serverCore);
      const sample = await idleSample(server, connections);
      runs.push({ ...sample, used: NaN });
    }
  }
}

/**
 * Lets it run, first with every byte checked, until it takes about as long as it should; returns how much it takes for
 * that. One slow run may be an accident of the machine, so two must have been long enough.
 */
async function warmedUp(run: Runner, seconds: number): Promise<number> {
  let amount = 1_000;
  let check = true;
  for (let long = 0; long < 2;) {
    const sample = intact(await run(amount, check));
    const factor = seconds / sample.seconds;
    // What checks every byte is too slow to tell.
    if (factor < 2 && !check) long++;
    if (factor > 1 || long === 2) amount = Math.ceil(amount * Math.min(8, factor));
    check = false;
  }
  return amount;
}

async function paced(run: Runner, rate: number, seconds: number): Promise<number> {
  // The slow paths are slow for long: a tail is only what is left after them.
  const amount = Math.ceil(rate * Math.max(0.5, seconds * 2));
  for (let i = 0; i < 2; i++) intact(await run(amount, false));
  return amount;
}

async function settled(run: Runner, amount: number): Promise<void> {
  for (let seconds = 0; seconds < SETTLE;) seconds += intact(await run(amount, false)).seconds;
}

function intact(sample: Sample): Sample {
  if (sample.lost !== 0) throw new Error(`Cannot measure: ${sample.lost} were lost while warming up`);
  return sample;
}

function cell({ name }: Arm, runs: readonly Run[], our: readonly Run[]): Cell {
  const each = (index: number) => summarize(runs.map(({ figures }) => figures[index]!));
  const ratio = (index: number) => summarize(runs.map(({ figures }, i) => our[i]!.figures[index]! / figures[index]!));
  const indices = runs[0]!.figures.map((_, index) => index);
  return {
    arm: name,
    figures: indices.map(each),
    ratios: indices.map(ratio),
    cpu: finite(summarize(runs.map(({ used, items }) => used * 1e9 / items)).median),
    busy: finite(summarize(runs.map(({ used, seconds }) => used / seconds)).median),
    lost: runs.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
