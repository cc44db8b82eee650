import type { Socket } from "../../actors/routing/socket.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { Side } from "../../transports/protocols/node/handshake.ts";
import type { LinkEnd, MembershipMessage } from "../../transports/protocols/node/membership.ts";

/** Where an address comes from: somebody wrote it down, or another node or a tracker has named it. */
export type Source = "configured" | "learned";

/** What the mesh understands. */
export type MeshMessage =
  | MembershipMessage
  /** A dialer wants to be told `dial` when the node with that id, if it is known, is not linked. */
  | {
    readonly type: "may-dial";
    readonly dialer: Ref<DialerMessage>;
    readonly address: string;
    readonly id: string | undefined;
  }
  /** An address has turned out to be this node's own. */
  | { readonly type: "own-address"; readonly address: string }
  /** The time has come to dial a node that has not dialled this one. */
  | { readonly type: "overdue"; readonly address: string }
  /** Who is linked? */
  | { readonly type: "nodes"; readonly replyTo: Ref<readonly LinkedNode[]> };

/** A node that is linked. */
export interface LinkedNode {
  readonly id: string;
  readonly name: string;
  /** Which side of the link this node is. */
  readonly side: Side;
  /** Where it can be dialled, if it can. */
  readonly address: string | undefined;
}

/** What a dialer understands. */
export type DialerMessage =
  /** Dial now. */
  | { readonly type: "dial" }
  | { readonly type: "dialled"; readonly socket: Socket }
  | { readonly type: "failed"; readonly text: string }
  /** The wait after a failure is over. */
  | { readonly type: "again" }
  /** How the link has come to its end; the end itself follows. */
  | { readonly type: "ended"; readonly end: LinkEnd }
  | { readonly type: "over" };
