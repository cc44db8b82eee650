import type { Cell } from "./_cell.ts";
import { StoppedError } from "./errors.ts";
import { describeReason, type ExitReason } from "./exit_reason.ts";

/**
 * Ends an actor for good. All that it held is released before anybody is told, so that whoever hears of the end can
 * take the name again.
 */
export function finish(cell: Cell, reason: ExitReason): void {
  const { kernel, ref, parent } = cell;
  cell.state = "stopped";
  cell.limit = 0;
  cell.attention = true;
  while (cell.mailbox.size !== 0) cell.discard(cell.dequeue(), "stopped");
  cell.mailbox.clear();
  cell.letGo();
  kernel.past.add(cell);
  if (cell.grouped) kernel.groups.forget(ref);
  parent?.children?.remove(cell);
  if (cell.asks !== undefined || cell.offers !== undefined) {
    const error = new StoppedError(`Cannot reach ${ref.id}: it has ended, ${describeReason(reason)}`);
    for (let ask = cell.asks; ask !== undefined; ask = cell.asks) ask.fail(error);
    cell.offers?.reject(error);
    cell.offers = undefined;
  }
  ref.cell = kernel.grave;

  kernel.events.emit(() => ({ type: "stopped", id: ref.id, reason }));
  cell.watchers?.notify(ref, reason);
  cell.watchers = undefined;
  parent?.stopping?.ended(cell);
  if (parent === undefined) kernel.ended(reason);
  else if (parent.supervision !== undefined) parent.supervision.removed(cell);
  else if (parent.ending === undefined && hears(parent)) kernel.signal(parent, { type: "child-exited", ref, reason });
}

/** Whether a parent may want to know; one whose factory has not returned yet has yet to say so. */
function hears(parent: Cell): boolean {
  if (parent.state === "starting") return parent.incarnation !== undefined;
  return parent.state === "running" && parent.handler?.signal !== undefined;
}
