import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import type { Ref } from "../../../actors/runtime/ref.ts";
import type { Hello, KnownNode } from "./hello.ts";
import type { Refusal, Side } from "./handshake.ts";

/** What links ask of, and tell, whoever knows all nodes that there are. */
export type MembershipMessage =
  /** A dialer has heard who is at the other end, and has not said yet who itself is. */
  | LinkQuestion & { readonly type: "reserve" }
  /** Both sides have proved what they must. Granted once no other link to that node is open any more. */
  | LinkQuestion & {
    readonly type: "admit";
    readonly side: Side;
    /** Where the other node can be dialled, if it can. */
    readonly address: string | undefined;
    /** Tells the other side of nodes. Runs in the link's turn. */
    readonly tell: (nodes: readonly KnownNode[]) => void;
  }
  /** The other side has told of nodes. */
  | { readonly type: "heard"; readonly nodes: readonly KnownNode[] };

interface LinkQuestion {
  readonly link: Ref<ConnectionMessage>;
  readonly peer: Hello;
  /** Gets `undefined` when it is granted. Runs in the link's turn. */
  readonly verdict: (refusal: Refusal | undefined) => void;
}

/** How a link came to its end. */
export type LinkEnd =
  /** It was open, for so many milliseconds. */
  | { readonly type: "was-open"; readonly id: string; readonly time: number }
  /** This side refused the other, or the other this one. */
  | { readonly type: "refused"; readonly id: string | undefined; readonly text: string }
  /** It ended before it was open. */
  | { readonly type: "broken"; readonly text: string };
