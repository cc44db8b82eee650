import type { Cell } from "./_cell.ts";

/** One actor and what is below it, as it was at the moment of asking. */
export interface ActorInfo {
  /** The id of its ref. */
  readonly id: string;
  /** The last part of its path. */
  readonly name: string;
  /** Where it is in its life. */
  readonly state: "starting" | "running" | "restarting" | "stopping" | "stopped";
  /** What it is doing: `waiting` is a handler whose promise has not settled. */
  readonly activity: "idle" | "queued" | "running" | "waiting";
  /** Messages that wait. */
  readonly queue: number;
  /** How often it was started again. */
  readonly restarts: number;
  /** Messages it has handled, in all incarnations. */
  readonly handled: number;
  /** Milliseconds spent handling them, estimated from samples; waiting for promises is not counted. */
  readonly time: number;
  /** Its children, oldest first. */
  readonly children: readonly ActorInfo[];
}

/** Looks at a cell and all below it. */
export function inspect(cell: Cell): ActorInfo {
  return {
    id: cell.ref.id,
    name: cell.ref.name,
    state: cell.state === "created" ? "starting" : cell.state,
    activity: cell.activity,
    queue: cell.mailbox.size,
    restarts: Math.max(0, cell.incarnations - 1),
    handled: cell.handled,
    time: handlingTime(cell),
    children: [...cell.children ?? []].map(inspect),
  };
}

/** Milliseconds that a cell has spent handling messages, estimated from samples. */
export function handlingTime(cell: Cell): number {
  return cell.sampledUnits === 0 ? 0 : cell.sampledTime / cell.sampledUnits * cell.handled;
}
