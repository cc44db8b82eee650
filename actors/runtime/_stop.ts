import type { Cell } from "./_cell.ts";
import type { StopOptions } from "./context.ts";
import { DrainMark } from "./_envelope.ts";
import { type ExitReason, SHUTDOWN } from "./exit_reason.ts";
import { requestEnd } from "./_requests.ts";

/** Stops an actor in one of the three ways. */
export function stopCell(
  cell: Cell,
  reason: ExitReason = SHUTDOWN,
  final: boolean,
  options: StopOptions = {},
): void {
  switch (options.after ?? "message") {
    case "message":
      return requestEnd(cell, { reason, final });
    case "kill":
      return requestEnd(cell, { kill: true, final });
    case "drain":
      if (cell.limit === 0) return;
      cell.enqueue(new DrainMark(() => requestEnd(cell, { reason, final })));
      // Acceptance and mark are one step: what is told from here on is behind the mark, and refused.
      cell.limit = 0;
  }
}
