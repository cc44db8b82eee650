import type { Cell } from "./_cell.ts";

/** A supervisor has started when its children have; any other actor when its factory has returned. */
export function started(cell: Cell): void {
  // Only who waits before a restart asks how long it ran, and the clock costs as much as a few messages.
  if (cell.parent?.supervision?.backsOff) cell.startedAt = cell.kernel.clock.now();
  cell.kernel.events.emit(() => ({ type: "started", id: cell.ref.id, incarnation: cell.incarnations }));
  cell.parent?.supervision?.started(cell);
}
