import type { Cell } from "./_cell.ts";
import type { StopOptions } from "./context.ts";
import { DrainMark, Envelope } from "./_envelope.ts";
import { type ExitReason, SHUTDOWN } from "./exit_reason.ts";
import { refuseAll, requestEnd } from "./_requests.ts";

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
      return drain(cell, reason, final);
  }
}

function drain(cell: Cell, reason: ExitReason, final: boolean): void {
  if (cell.limit === 0) {
    // Nothing is accepted behind a mark, so if there is one it is the last.
    const { last } = cell.mailbox;
    if (Envelope.is(last) && last instanceof DrainMark) last.final ||= final;
    return;
  }
  const mark = new DrainMark(final, (final) => {
    // It may be started again, and what it is told from now on is for then.
    if (!final) cell.limit = cell.spec.capacity;
    requestEnd(cell, { reason, final, drained: true });
  });
  cell.enqueue(mark);
  // Acceptance and mark are one step: what is told from here on is behind the mark, and refused.
  refuseAll(cell);
}
