import type { PeerCertificate } from "./certificate.ts";
import type { LostReason } from "./protocol.ts";

/** One end of a conversation, as far as it is known. */
export interface Peer {
  /** How it is reached. */
  readonly transport: "tcp" | "tls" | "udp" | "ws" | "unix" | "memory";
  /** Its address, such as `127.0.0.1` or a path; as the host names it. */
  readonly hostname: string;
  /** Its port; 0 where there are none. */
  readonly port: number;
  /** What a WebSocket's client asked for, such as `/line`. */
  readonly path?: string;
  /** What its certificate says, where it has shown one in TLS and it is good. */
  readonly certificate?: PeerCertificate;
}

/** A peer as text: `tcp://127.0.0.1:9000`, `udp://[::1]:9001`. */
export function peerText(peer: Peer): string {
  const { transport, hostname, port } = peer;
  if (transport === "unix" || transport === "memory") return `${transport}:${hostname}`;
  return `${transport}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/**
 * A stream of bytes in both directions, as a transport gives it: one read and one write at a time.
 * To carry a transport of your own, implement this and hand it to a connection.
 */
export interface Socket {
  /** Who is at the other end. */
  readonly peer: Peer;
  /** Reads into `buffer`; resolves with how many bytes came, or `null` at the end. Rejects when the connection is broken. */
  read(buffer: Uint8Array): Promise<number | null>;
  /** Writes some of `bytes`; resolves with how many were taken, at least 1. */
  write(bytes: Uint8Array): Promise<number>;
  /**
   * Tells the other end why it is over, where there is a way to, and waits for it to agree; `close` still has to be called,
   * and may be called meanwhile. Nothing is written after it, and what comes meanwhile is lost.
   */
  finish?(reason: LostReason): Promise<void>;
  /** Ends both directions; a pending read or write rejects or ends. May be called again. */
  close(): void;
  /**
   * Goes on in TLS, on a socket that can. What is written until `sent` settles, or was written before where there is none,
   * goes out in the clear; all that follows, and every read from now on, waits for the handshake. No read may be under way.
   * Rejects when the handshake fails; the socket is closed then. Later calls join the first.
   */
  secure?(sent?: Promise<unknown>): Promise<void>;
}

/** A place where connections come in. */
export interface Listener {
  /** Where it listens; with the port it really has. */
  readonly address: Peer;
  /** The next connection; rejects when there can be none just now (the caller tries again later) or any more. */
  accept(): Promise<Socket>;
  /** Stops listening; a pending accept rejects. Open connections stay. May be called again. */
  close(): void;
}

/** A place where datagrams come in and go out. */
export interface DatagramSocket {
  /** Where it listens; with the port it really has. */
  readonly address: Peer;
  /** The next datagram, in `buffer` from its beginning. */
  receive(buffer: Uint8Array): Promise<{ readonly size: number; readonly from: Peer }>;
  /** Sends one datagram; rejects when it cannot be sent. */
  send(bytes: Uint8Array, to: Peer): Promise<void>;
  /** Ends it; a pending receive rejects. May be called again. */
  close(): void;
}
