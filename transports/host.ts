import process from "node:process";

/** What the process takes of its machine. */
export interface HostFigures {
  /** Resident memory, in bytes. */
  readonly memory: number;
  /** How many processors there are. */
  readonly cores: number;
  /** Processor time since the start, in milliseconds. */
  readonly busy: number;
  /** Per cent of one processor, over a second or more; 0 in the first. */
  readonly load: number;
}

/** The shortest time to measure the load over, in milliseconds. */
const SPAN = 1_000;

let since = { at: performance.now(), busy: busyTime(), load: 0 };

/** What the process takes just now. */
export function hostFigures(): HostFigures {
  const at = performance.now();
  const busy = busyTime();
  if (at - since.at >= SPAN) since = { at, busy, load: Math.round((busy - since.busy) / (at - since.at) * 1_000) / 10 };
  return { memory: Deno.memoryUsage().rss, cores: navigator.hardwareConcurrency, busy, load: since.load };
}

function busyTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
