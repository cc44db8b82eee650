import type { Behaviour } from "./actor.ts";
import type { Cell, CellState } from "./_cell.ts";
import { isAbnormal } from "./exit_reason.ts";
import { failed } from "./_failure.ts";
import { finish } from "./_finish.ts";
import { Incarnation } from "./_incarnation.ts";
import { behave } from "./_requests.ts";
import { started } from "./_started.ts";
import { StopSequence } from "./_stop_sequence.ts";

// The states: created → starting → running → (restarting → starting …) → stopping → stopped. User code is called only in
// the cell's own turn or, for the last steps of an end, in the turn of the child that ended last.

/** Sees to what comes before the next message. Returns whether a message may be handled now. */
export function attend(cell: Cell): boolean {
  while (true) {
    if (cell.ending !== undefined) {
      if (cell.ending.phase === "requested") endIncarnation(cell);
      else if (cell.ending.kill && cell.ending.phase === "hook") settle(cell);
      return false;
    }
    if (cell.state === "starting" && cell.incarnation === undefined) start(cell);
    // A synchronous start leaves the cell running; it may have failed, or asked for its end, as well.
    if (cell.activity === "waiting") return false;
    if (cell.ending !== undefined) continue;
    if ((cell.state as CellState) !== "running") return false;
    if (cell.signals === undefined) {
      cell.attention = false;
      return true;
    }
    if (!cell.signals.deliver(cell)) return false;
  }
}

function start(cell: Cell): void {
  const incarnation = new Incarnation(cell, ++cell.incarnations);
  cell.incarnation = incarnation;
  try {
    const made = cell.actor(incarnation);
    if (!(made instanceof Promise)) return install(cell, made);
    cell.wait(made.then((behaviour) => {
      const { cell } = incarnation;
      if (cell?.state === "starting") install(cell, behaviour);
    }));
  } catch (error) {
    failed(cell, error);
  }
}

function install<M>(cell: Cell<M>, behaviour: Behaviour<M>): void {
  behave(cell, behaviour);
  cell.state = "running";
  if (cell.supervision === undefined) started(cell);
  else cell.supervision.startChildren();
}

function endIncarnation(cell: Cell): void {
  const ending = cell.ending!;
  cell.state = ending.final ? "stopping" : "restarting";
  if (cell.incarnation === undefined) return settle(cell);
  // Nobody will handle their ticks.
  cell.incarnation.cancelTimers();
  cell.supervision?.retire();
  if (cell.children === undefined || cell.children.size === 0) return closeIncarnation(cell);
  ending.phase = "children";
  cell.stopping = new StopSequence([...cell.children].reverse(), {
    final: true,
    kill: ending.kill,
    concurrent: cell.supervision?.concurrent ?? false,
    done: () => {
      cell.stopping = undefined;
      closeIncarnation(cell);
    },
  });
  cell.stopping.begin();
}

function closeIncarnation(cell: Cell): void {
  const ending = cell.ending!;
  const incarnation = cell.incarnation!;
  ending.phase = "hook";
  incarnation.release();
  let pending: void | Promise<void> = undefined;
  try {
    pending = cell.handler?.stopped?.(ending.reason);
  } catch (error) {
    cell.kernel.failed(cell, error);
  }
  if (!(pending instanceof Promise)) return settle(cell);
  pending.catch((error) => cell.kernel.failed(cell, error)).finally(() => {
    if (cell.incarnation === incarnation && cell.ending?.phase === "hook") settle(cell);
  });
  // From here a kill only has to settle.
  if (ending.kill) settle(cell);
}

/** The incarnation is over; whether the actor is depends on the parent. */
function settle(cell: Cell): void {
  const { reason, final, settled } = cell.ending!;
  settled?.();
  cell.vacate();
  const parent = cell.parent;
  if (final || parent === undefined || parent.ending !== undefined || parent.supervision === undefined) {
    return finish(cell, reason);
  }
  parent.supervision.exited(cell, reason, isAbnormal(reason));
}
