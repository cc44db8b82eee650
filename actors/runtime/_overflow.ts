import type { Cell } from "./_cell.ts";
import type { Envelope } from "./_envelope.ts";
import { MailboxFullError } from "./errors.ts";
import { failed } from "./_failure.ts";
import type { LocalRef } from "./_local_ref.ts";

/** What becomes of the entry that finds no room; `ref` is whom it was told. Returns whether it was accepted after all. */
export function overflow<M>(cell: Cell<M>, entry: M | Envelope, ref: LocalRef): boolean {
  if (cell.limit === 0) {
    cell.discard(entry, "stopped", ref);
    return false;
  }
  if (cell.spec.overflow === "drop-oldest") {
    const oldest = cell.dequeue();
    cell.enqueue(entry);
    cell.discard(oldest, "full");
    return true;
  }
  cell.discard(entry, "full");
  // One that waits to be started again has failed already.
  if (cell.spec.overflow === "stop" && cell.ending === undefined && cell.state !== "restarting") {
    failed(cell, new MailboxFullError(`Cannot tell ${ref.id}: its mailbox holds ${cell.limit} messages`));
  }
  return false;
}
