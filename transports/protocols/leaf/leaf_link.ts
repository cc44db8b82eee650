import type { HubInfo } from "./hub_info.ts";
import type { HubVerdict } from "./hub_errors.ts";

/** What one link to a hub is made of. */
export interface LeafLink {
  /** The hub's first `INFO`, read already. */
  readonly hub: HubInfo;
  /** What is said in `CONNECT`; secrets are among it. */
  readonly connect: Readonly<Record<string, unknown>>;
  /** What all links of this process are known by, to see when two of them lead to the same place. Letters and digits. */
  readonly id: string;
  /** Which of them this is: where two lead to the same place, the one with the lower number stays. */
  readonly rank: number;
  /** The account here that is joined with the hub's. */
  readonly account: string;
  /** Subjects of which nothing is sent up, besides those that the hub does not want. */
  readonly denyExports: readonly string[];
  /** Subjects of which nothing is asked for. */
  readonly denyImports: readonly string[];
  /** What the hub is held to. */
  readonly limits: LeafLimits;
  /** Told of what happens. */
  readonly report: (event: LeafEvent) => void;
}

/** What a hub is held to, and how it is looked after. */
export interface LeafLimits {
  /** The longest control line, in bytes, with its CR. */
  readonly maxControlLine: number;
  /** The largest message, in bytes of headers and payload. */
  readonly maxPayload: number;
  /** The most subjects that the hub may want at once. */
  readonly maxInterest: number;
  /** How long the hub may take to answer `CONNECT`, in milliseconds. */
  readonly connectTimeout: number;
  /** After how much silence it is asked whether it is there, in milliseconds. */
  readonly pingInterval: number;
  /** How many such questions may be without an answer. */
  readonly pingMax: number;
}

/** What holds where nothing is said. */
export const LEAF_LIMITS: LeafLimits = Object.freeze({
  // Permissions come in one line.
  maxControlLine: 256 << 10,
  // The largest limit that a nats-server can have.
  maxPayload: 64 << 20,
  maxInterest: 1 << 20,
  connectTimeout: 5_000,
  pingInterval: 120_000,
  pingMax: 2,
});

/** What a link has to say to who keeps it. */
export type LeafEvent =
  /** All that is wanted here is known to the hub. */
  | { readonly type: "linked" }
  /** The hub has named the leaf ports of its cluster. */
  | { readonly type: "learned"; readonly urls: readonly string[] }
  /** Another link of this node, with a higher number, leads to the same place. */
  | { readonly type: "met"; readonly rank: number }
  /** Something is wrong, and the link goes on. */
  | { readonly type: "trouble"; readonly text: string }
  /** The link is over; `again` as in {@linkcode HubVerdict}. */
  | { readonly type: "over"; readonly text: string; readonly again: HubVerdict["again"] };
