import type { Publication } from "./publication.ts";
import type { Volley } from "./volley.ts";

/** No queue group at all: shared, because publications that follow each other are told by it to belong together. */
export const NO_QUEUES: readonly string[] = Object.freeze([]);

/** What the subscribers here want, as it is told to a linked server. */
export interface Interest {
  /** A subject, perhaps with wildcards. */
  readonly subject: string;
  /** The queue group; `undefined` for those who want each message for themselves. */
  readonly queue: string | undefined;
  /** How many want it; 0 when nobody does any more. */
  readonly count: number;
}

/** What a server is to the one it is linked to: one of its own kind, or a server of a NATS cluster that it is a leaf of. */
export type LinkKind = "peer" | "hub";

/** Something published here, on its way to a linked server. */
export class Forward {
  /** Tells it from other messages of a connection. */
  readonly type = "forward";
  /** The account whose subscribers are to have it. */
  readonly account: string;
  /** What was published. */
  readonly publication: Publication | Volley;
  /** The queue groups of which one member there is to get it. */
  readonly queues: readonly string[];
  /** Whether those who subscribe for themselves are to get it too. */
  readonly plain: boolean;

  /** Addresses a publication to a linked server. */
  constructor(account: string, publication: Publication | Volley, queues: readonly string[], plain: boolean) {
    this.account = account;
    this.publication = publication;
    this.queues = queues;
    this.plain = plain;
  }
}
