import { Cell } from "../_cell.ts";
import { Incarnation } from "../_incarnation.ts";
import type { Kernel } from "../_kernel.ts";
import { fullSpec } from "../spawn_options.ts";

/**
 * A cell that stands for an actor of another thread: a mailbox like any other, whose messages are passed on. It has no
 * place in the tree; it ends when that actor does. `forward` may return a promise of room for more.
 */
export function proxy(
  kernel: Kernel,
  path: string,
  forward: (message: unknown) => void | Promise<void>,
): Cell {
  const slash = path.lastIndexOf("/");
  const cell = new Cell(kernel, kernel.grave, path.slice(slash + 1), nothing, SPEC, path.slice(0, slash));
  cell.state = "running";
  cell.incarnation = new Incarnation(cell, 1);
  cell.attention = false;
  cell.receive = forward;
  return cell;
}

/**
 * The kernel of cells that are not the system's own, so that the system refuses to stop them. All else they share, down
 * to the counts.
 */
export function outside(kernel: Kernel): Kernel {
  return Object.create(kernel, {
    lastUid: { get: () => kernel.lastUid, set: (uid: number) => void (kernel.lastUid = uid) },
    held: { get: () => kernel.held, set: (held: number) => void (kernel.held = held) },
  });
}

const SPEC = fullSpec(undefined);
const nothing = () => () => {};
