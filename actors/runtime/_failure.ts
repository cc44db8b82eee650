import type { Cell } from "./_cell.ts";
import { Envelope } from "./_envelope.ts";
import { failAsk } from "./_fail_ask.ts";
import { requestEnd } from "./_requests.ts";

/** Fails the current incarnation: `entry` is what it was handling. */
export function failed(cell: Cell, error: unknown, entry?: unknown): void {
  const message = Envelope.is(entry) ? entry.content?.message : entry;
  // Whoever asked with the failing message need not wait for the timeout.
  failAsk(message, error);
  cell.kernel.failed(cell, error);
  if (cell.state === "stopping" || cell.ending !== undefined) return;
  requestEnd(cell, { reason: { type: "failed", error } });
}
