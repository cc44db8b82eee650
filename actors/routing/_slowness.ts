import type { Outbox } from "./outbox.ts";
import type { LostReason } from "./protocol.ts";
import type { ConnectionLimits } from "./service.ts";

/** Why a peer with a crowded outbox is not to be waited for any longer; `undefined` while it is. */
export function slowness(outbox: Outbox, { maxPending, maxPendingInAll }: ConnectionLimits): LostReason | undefined {
  if (outbox.buffered > maxPending) {
    return { type: "slow", limit: "pending", detail: `more than ${maxPending} bytes wait to be sent` };
  }
  if (outbox.heldByAll <= maxPendingInAll) return undefined;
  return { type: "slow", limit: "pending", detail: `more than ${maxPendingInAll} bytes wait to be sent to all peers` };
}
