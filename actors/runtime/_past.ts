import type { Cell } from "./_cell.ts";
import { handlingTime } from "./tree.ts";

/** What those have done that have ended. */
export class Past {
  restarts = 0;
  handled = 0;
  time = 0;

  /** Takes over the figures of one that has ended; a second time, what it has counted since. */
  add(cell: Cell): void {
    this.restarts += Math.max(0, cell.incarnations - 1);
    this.handled += cell.handled;
    this.time += handlingTime(cell);
    cell.incarnations = Math.min(1, cell.incarnations);
    cell.handled = 0;
  }
}
