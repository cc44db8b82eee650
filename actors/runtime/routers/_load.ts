import { localRef } from "../_local_ref.ts";
import type { Ref } from "../ref.ts";

/** How many messages an actor has before it: those that wait, and the one that it waits in. */
export function load(ref: Ref<never>): number {
  const cell = localRef(ref)?.cell;
  if (cell === undefined) return 0;
  return cell.mailbox.size + (cell.activity === "waiting" ? 1 : 0);
}
