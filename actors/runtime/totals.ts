import type { Cell } from "./_cell.ts";
import type { Past } from "./_past.ts";
import { type ActorInfo, inspect } from "./tree.ts";

/** What a system has done since it was made, in figures. */
export interface SystemTotals {
  /** Actors that live now, the root among them. */
  readonly actors: number;
  /** Messages that wait now. */
  readonly queue: number;
  /** How often actors were started again. Never falls. */
  readonly restarts: number;
  /** Messages that were handled. Never falls. */
  readonly handled: number;
  /** Milliseconds spent handling them, estimated like {@linkcode ActorInfo.time}; it may therefore fall a little. */
  readonly time: number;
}

/** Adds up the actors that live and those that have ended. */
export function totals(root: Cell, past: Past): SystemTotals {
  const sum = { actors: 0, queue: 0, restarts: past.restarts, handled: past.handled, time: past.time };
  const add = ({ queue, restarts, handled, time, children }: ActorInfo): void => {
    sum.actors++;
    sum.queue += queue;
    sum.restarts += restarts;
    sum.handled += handled;
    sum.time += time;
    children.forEach(add);
  };
  if (root.state !== "stopped") add(inspect(root));
  return sum;
}
