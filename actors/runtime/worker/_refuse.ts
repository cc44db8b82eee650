import { failAsk } from "../_fail_ask.ts";
import type { LocalRef } from "../_local_ref.ts";

/** What becomes of a message that cannot be cloned: whoever asked hears why, and so does everybody else. */
export function refuse(ref: LocalRef, message: unknown, error: unknown): void {
  failAsk(message, error);
  const { cell } = ref;
  cell.kernel.events.announce({ type: "failed", id: ref.id, incarnation: cell.incarnations, error });
  cell.kernel.deadLetter(ref, "unhandled", message);
}
