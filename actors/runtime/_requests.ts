import type { Behaviour } from "./actor.ts";
import type { Cell } from "./_cell.ts";
import { type ExitReason, KILLED, SHUTDOWN } from "./exit_reason.ts";

// What others want of a cell. It is only noted here: the cell sees to it in its own turn.

/** Lets a created or restarting cell start in its next turn. */
export function begin(cell: Cell): void {
  cell.state = "starting";
  cell.attention = true;
  if (cell.activity === "idle") cell.wake();
}

/** Lets a cell accept nothing more. */
export function refuseAll(cell: Cell): void {
  cell.limit = 0;
  cell.offers?.admit(cell);
}

/** Asks a cell to end. Asking again joins the end that is under way, and can only make it final or a kill. */
export function requestEnd(
  cell: Cell,
  request: { reason?: ExitReason; kill?: boolean; final?: boolean; drained?: boolean },
): void {
  if (cell.state === "stopped") return;
  const { kill = false, final = false, drained = false, reason = kill ? KILLED : SHUTDOWN } = request;
  const ending = cell.ending ??= { kill, reason, final, drained, phase: "requested" };
  ending.final ||= final;
  if (kill && !ending.kill) {
    ending.kill = true;
    ending.reason = reason;
    if (ending.phase === "children") cell.stopping?.kill();
  }
  if (ending.final) refuseAll(cell);
  cell.attention = true;
  if (cell.activity === "idle" || (cell.activity === "waiting" && ending.kill)) cell.wake();
}

/** Makes a behaviour the current one. */
export function behave<M>(cell: Cell<M>, behaviour: Behaviour<M>): void {
  if (typeof behaviour === "function") {
    // A bare function takes the place of `receive` alone: who cleans up at the end still does.
    cell.receive = behaviour;
    return;
  }
  if (typeof behaviour?.receive !== "function") {
    throw new TypeError(
      `Cannot start ${cell.ref.id}: its factory made ${typeof behaviour}, wanted a handler or a function`,
    );
  }
  cell.handler = behaviour;
  cell.receive = behaviour.receive;
}
