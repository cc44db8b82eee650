import type { ConnectionMessage } from "../../actors/routing/messages.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { Side } from "../../transports/protocols/node/handshake.ts";

/** One link as the mesh knows it. */
export interface Link {
  readonly ref: Ref<ConnectionMessage>;
  readonly id: string;
  readonly side: Side;
}

/**
 * Of two links to the same node one stays, and both nodes must choose the same: the one that the node with the lower id has
 * dialled; of two that the same node has dialled, the newer, because only whoever does not see the older one any more dials
 * again.
 */
export function isBetter(candidate: Link, open: Link, own: string): boolean {
  const [newer, older] = [candidate, open].map(({ side, id }) => side === "dialer" ? own : id);
  return newer === older || newer! < older!;
}
