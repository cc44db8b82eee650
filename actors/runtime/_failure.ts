import type { Cell } from "./_cell.ts";
import { Envelope } from "./_envelope.ts";
import { PendingAsk } from "./_pending_ask.ts";
import { requestEnd } from "./_requests.ts";

/** Fails the current incarnation: `entry` is what it was handling. */
export function failed(cell: Cell, error: unknown, entry?: unknown): void {
  const message = entry instanceof Envelope ? entry.content?.message : entry;
  rejectAsk(message, error);
  cell.kernel.failed(cell, error);
  if (cell.state === "stopping" || cell.ending !== undefined) return;
  requestEnd(cell, { reason: { type: "failed", error } });
}

/** Whoever asked with the failing message need not wait for the timeout. */
function rejectAsk(message: unknown, error: unknown): void {
  if (typeof message !== "object" || message === null || !("replyTo" in message)) return;
  if (message.replyTo instanceof PendingAsk) message.replyTo.fail(error);
}
