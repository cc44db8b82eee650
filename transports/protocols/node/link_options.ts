import type { Log } from "../../../actors/routing/log.ts";
import type { Ref } from "../../../actors/runtime/ref.ts";
import type { Side } from "./handshake.ts";
import type { Hello } from "./hello.ts";
import type { LinkEnd, MembershipMessage } from "./membership.ts";

/** What a node says of itself, and how it holds its links. */
export interface NodeSettings extends Omit<Hello, "protocol" | "nonce"> {
  /** What nodes must know to be linked; empty where anybody may. Never sent. */
  readonly secret: string;
  /** How often the other node is asked whether it is there, in milliseconds. */
  readonly pingInterval: number;
  /** Intervals of silence after which it is taken for dead. */
  readonly pingMax: number;
  /** The longest a handshake may take, in milliseconds. */
  readonly handshake: number;
}

/** What a link is made of. */
export interface NodeLinkOptions {
  readonly node: NodeSettings;
  readonly side: Side;
  /** Who knows all nodes that there are. */
  readonly mesh: Ref<MembershipMessage>;
  /** The accounts whose messages go over the link. */
  readonly accounts: () => Iterable<string>;
  readonly log: Log;
  /** Told of the end. Runs in the link's last turn. */
  readonly ended?: (end: LinkEnd) => void;
}
