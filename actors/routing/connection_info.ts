import type { LostReason } from "./protocol.ts";
import type { Peer } from "./socket.ts";

/** Messages and bytes in both directions; bytes are those of headers and payloads. */
export interface Traffic {
  /** Messages that the peer has published. */
  inMessages: number;
  /** Their bytes. */
  inBytes: number;
  /** Messages that were delivered to the peer. */
  outMessages: number;
  /** Their bytes. */
  outBytes: number;
}

/** What a protocol knows of its client. */
export interface ClientDescription {
  /** The protocol, such as `nats`. */
  readonly protocol: string;
  /** What the client calls itself. */
  readonly name?: string;
  /** The language that the client is written in. */
  readonly lang?: string;
  /** The client's version. */
  readonly version?: string;
  /** Who it is, if it had to say so and has a name. Never a secret. */
  readonly user?: string;
  /** Whose subjects it means, if it had to say who it is. */
  readonly account?: string;
  /** How long the client took to answer the last time, in milliseconds. */
  readonly rtt?: number;
  /** Where it is another node of the mesh: its id, and whether this node has dialled it. */
  readonly node?: { readonly id: string; readonly solicited: boolean };
}

/** One of a connection's subscriptions. */
export interface SubscriptionInfo {
  /** What is subscribed to. */
  readonly subject: string;
  /** The queue group. */
  readonly queue: string | undefined;
  /** The client's name for it. */
  readonly sid: string;
  /** How many deliveries there have been. */
  readonly sent: number;
  /** After how many it ends; 0 for never. */
  readonly max: number;
}

/** The kind of an end: a {@linkcode LostReason} that keeps no error alive. */
export interface Ending {
  /** Who or what ended it. */
  readonly type: LostReason["type"];
  /** Which limit a slow peer went over. */
  readonly limit?: "pending" | "deadline";
  /** Why it was closed, in words. */
  readonly detail?: string;
}

/** One connection at one moment. */
export interface ConnectionInfo extends Readonly<Traffic>, ClientDescription {
  /** Its number, from 1. */
  readonly cid: number;
  /** Who is at the other end. */
  readonly peer: Peer;
  /** When it began, in milliseconds since 1970. */
  readonly start: number;
  /** When the peer last sent something, likewise. */
  readonly lastActivity: number;
  /** Bytes that wait to be sent. */
  readonly pending: number;
  /** Its subscriptions. */
  readonly subscriptions: readonly SubscriptionInfo[];
  /** When it ended, and why; absent while it is open. */
  readonly stop?: number;
  /** Why it ended, in words. */
  readonly reason?: string;
  /** Of what kind its end was, and what more was said of it. */
  readonly ending?: Ending;
}

/** The connections that ended last. */
export class ClosedConnections {
  readonly #capacity: number;
  readonly #ring: ConnectionInfo[] = [];
  #next = 0;
  /** What all connections that have ended did together. */
  readonly traffic: Traffic = { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 };

  /** Keeps that many. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /** Adds one, for the oldest where there is no room. */
  add(info: ConnectionInfo): void {
    addTraffic(this.traffic, info);
    this.#ring[this.#next] = info;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** All that are kept, oldest first. */
  list(): ConnectionInfo[] {
    return [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }
}

/** Adds what one did to a sum. */
export function addTraffic(sum: Traffic, one: Readonly<Traffic>): void {
  sum.inMessages += one.inMessages;
  sum.inBytes += one.inBytes;
  sum.outMessages += one.outMessages;
  sum.outBytes += one.outBytes;
}
