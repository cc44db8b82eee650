import type { ClientDescription } from "./connection_info.ts";
import type { Peer } from "./socket.ts";

/**
 * Gives the bytes of one connection a meaning: made by a {@linkcode ProtocolFactory} when somebody connects, gone with the
 * connection. The same three calls as Twisted's `connectionMade`, `dataReceived`, `connectionLost`.
 *
 * They are called in the turns of the connection's actor, never two at once. What one throws ends that connection, with
 * that reason, and nothing else.
 *
 * @example
 * ```ts
 * import type { Protocol, Transport } from "@mailroom/mailroom/transports";
 *
 * class Echo implements Protocol {
 *   #transport!: Transport;
 *   connected(transport: Transport) {
 *     this.#transport = transport;
 *   }
 *   received(chunk: Uint8Array) {
 *     this.#transport.write(chunk);
 *   }
 * }
 * ```
 */
export interface Protocol {
  /** The connection is open. Called once, first. */
  connected?(transport: Transport): void;
  /**
   * Bytes have come; on a datagram transport, exactly one datagram. The view is good until the call has returned, or the
   * promise that it returns has settled; nothing more is read until then.
   */
  received(chunk: Uint8Array): void | Promise<void>;
  /**
   * On a stream, for a protocol with frames of its own: called in place of `received`. Uses what is complete in `bytes`
   * from `start` on, and returns where the first byte stands that it has not used: that and what follows is presented
   * again, with more behind it. Views of `bytes` may be published; they must not be kept.
   */
  consume?(bytes: Uint8Array, start: number): number;
  /**
   * Whether the last `consume` stopped only to let others have a turn: then it is called again, without anything new, when
   * what came of it so far has gone its way. Default `false`.
   */
  readonly unfinished?: boolean;
  /**
   * Whether nothing may be read or presented just now, because an answer is waited for. When that is over, the protocol says
   * so with {@linkcode Transport.proceed}. Default `false`.
   */
  readonly held?: boolean;
  /** How many bytes must be there before `consume` can use any. Default 1. */
  readonly wanted?: number;
  /** What is known of the client, for whoever watches over the server. */
  describe?(): ClientDescription;
  /** The connection is over. Called once, last, if `connected` was. */
  lost?(reason: LostReason): void;
}

/** Makes the protocol of one connection. What it throws refuses the connection. */
export type ProtocolFactory = (peer: Peer) => Protocol;

/** The sending half of a connection, as a protocol sees it. */
export interface Transport {
  /** Who is at the other end. */
  readonly peer: Peer;
  /** Bytes that wait to be sent. */
  readonly buffered: number;
  /**
   * Queues bytes to be sent; copies them. A text is sent as UTF-8. On a datagram transport each call is one datagram.
   *
   * @returns `false` when they will not be sent: the connection is closing, or the datagram is too large or one too many
   */
  write(bytes: Uint8Array | string): boolean;
  /**
   * Queues the bytes of `source` from `start` to `end` without the cost of a view of them. They are copied before the
   * protocol's turn is over, or at once where it is not its turn; until then they must not change.
   */
  writePart(source: Uint8Array, start: number, end: number): boolean;
  /** Queues all bytes of a view: the cheapest way for a few bytes that are written again and again. */
  writeView(view: DataView): boolean;
  /**
   * Sends what is queued, then ends the connection: Twisted's `loseConnection`. Nothing more is received.
   *
   * @param detail why, in words, for whoever watches over the server; the peer is not told
   */
  close(detail?: string): void;
  /**
   * Goes on in TLS, where the connection can and does not yet: what is queued is sent in the clear, and nothing more is read
   * before the handshake. From then on `peer` says who the client is, where it has shown a certificate.
   */
  secure?(): void;
  /** Goes on reading after the protocol was `held`. Only streams hold anything. */
  proceed?(): void;
  /** Ends the connection at once; what is queued is lost: Twisted's `abortConnection`. */
  abort(): void;
}

/** Why a connection is over. */
export type LostReason =
  /** The peer ended it. */
  | { readonly type: "ended" }
  /** This side ended it; `detail` says why in words, where there is more to say. */
  | { readonly type: "closed"; readonly detail?: string }
  /** The network broke it. */
  | { readonly type: "broken"; readonly error: unknown }
  /** The protocol threw. */
  | { readonly type: "failed"; readonly error: unknown }
  /** The peer did not read what it was sent: too much waits for it, or one write took too long. */
  | { readonly type: "slow"; readonly limit: "pending" | "deadline"; readonly detail: string }
  /** Nothing came from the peer for too long. */
  | { readonly type: "idle" };

/** A reason in words. */
export function lostText(reason: LostReason): string {
  switch (reason.type) {
    case "ended":
      return "ended by the peer";
    case "closed":
      return reason.detail ?? "closed";
    case "broken":
    case "failed":
      return `${reason.type}: ${reason.error instanceof Error ? reason.error.message : "a thrown value"}`;
    case "slow":
      return `too slow: ${reason.detail}`;
    case "idle":
      return "idle";
  }
}
