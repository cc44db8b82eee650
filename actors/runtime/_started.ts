import type { Cell } from "./_cell.ts";

/** A supervisor has started when its children have; any other actor when its factory has returned. */
export function started(cell: Cell): void {
  cell.startedAt = cell.kernel.clock.now();
  cell.kernel.events.emit(() => ({ type: "started", id: cell.ref.id, incarnation: cell.incarnations }));
  cell.parent?.supervision?.started(cell);
}
