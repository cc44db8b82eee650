import type { AdmissionLimits } from "../actors/routing/admission/admission.ts";
import type { Log } from "../actors/routing/log.ts";
import type { ConnectionLimits } from "../actors/routing/service.ts";
import type { System } from "../actors/runtime/system.ts";
import type { NatsLimits } from "../transports/protocols/nats/nats_options.ts";
import type { TlsOptions } from "../transports/tls/tls_options.ts";
import type { TlsStore } from "../transports/tls/tls_store.ts";
import type { AuthOptions } from "./auth/options.ts";
import type { LeafOptions } from "./leaf/leaf_options.ts";
import type { LineOptions } from "../transports/protocols/line/line_protocol.ts";
import type { NodeOptions } from "./nodes/node_options.ts";
import type { TlsSetting } from "./tls.ts";
import type { WebSocketOptions } from "../transports/websocket/websocket.ts";

/** Where WebSockets come in, and which. */
export interface WebSocketAddress extends Pick<WebSocketOptions, "sameOrigin" | "allowedOrigins" | "handshakeTimeout"> {
  /** Default: that of the server. */
  readonly hostname?: string;
  /** Its TLS: `wss`. Default: that of the server. */
  readonly tls?: TlsSetting;
  /** From 0 to 65,535; 0 takes a free one. */
  readonly port: number;
}

/** The most TCP connections at once, where nothing is said. */
export const MAX_CONNECTIONS = 65_536;

/** What {@linkcode startMailroom} starts. What is left out is not started. */
export interface MailroomOptions {
  /** The address that is listened on. Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** The chat room over TCP. */
  readonly line?: LineOptions & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** Its TLS, which begins at once. Default: `tls` below. */
    readonly tls?: TlsSetting;
  };
  /** The same room over UDP. */
  readonly udp?: LineOptions & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** Silence after which an address leaves, in milliseconds. Default 60,000. */
    readonly idle?: number;
    /** The most addresses at once. Default 10,000. */
    readonly maxPeers?: number;
    /**
     * Whether this machine's own addresses are let in at once (`open`, the default), or must show first that they can
     * receive, as others must (`proved`): for a server behind something on this machine that passes datagrams on.
     */
    readonly loopback?: "open" | "proved";
    /**
     * How many datagrams a second are heard of addresses that are not in yet, from 1. In a flood of them nothing is received
     * for a moment again and again, and the host drops what is too much: that of others too. Default 5,000.
     */
    readonly strangerRate?: number;
  };
  /** NATS clients over TCP. */
  readonly nats?: Partial<NatsLimits> & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** What it is called. Default: its id. */
    readonly name?: string;
    /** Its TLS, which begins after `INFO`, as clients expect. Default: `tls` below. */
    readonly tls?: TlsSetting;
    /** Whether TLS begins before `INFO`, for clients that are told so. Default `false`. */
    readonly tlsFirst?: boolean;
    /** Whether clients may go on in the clear where there is TLS. Default `false`. */
    readonly allowNonTls?: boolean;
    /** Told of each subscription, with the number of the connection. Default: nobody. */
    readonly trace?: (connection: number, text: string) => void;
  };
  /**
   * WebSockets: NATS clients where there is `nats`, and the chat room on the path `/line` where there is `line`: a message
   * is a line there.
   */
  readonly ws?: WebSocketAddress;
  /** Links to NATS servers of which this node is a leaf; one for each cluster. */
  readonly leaf?: LeafOptions | readonly LeafOptions[];
  /** Other servers of this kind: what is published on one reaches the clients of all. */
  readonly node?: NodeOptions;
  /** Pages for whoever watches over the server: those of nats-server, `/metrics`, `/actors`. */
  readonly http?: {
    /** Default: `hostname` above. */
    readonly hostname?: string;
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** Its TLS: pages over HTTPS. Default: `tls` below. */
    readonly tls?: TlsSetting;
    /**
     * Whether whoever asks with `callback=NAME` gets a script, as from nats-server: then any site can read the pages through
     * the browser of somebody who reaches them. Default `false`.
     */
    readonly scripts?: boolean;
  };
  /**
   * TLS for all that comes in over TCP from clients: `line`, `nats`, `ws` and `http`, unless they have their own or say
   * `false`. Nodes have theirs in `node`. With a `TlsStore` it can be renewed while the server runs.
   */
  readonly tls?: TlsOptions | TlsStore;
  /** Who may connect, and what they may do. Default: everybody, and everything. */
  readonly auth?: AuthOptions;
  /**
   * Accounts besides `$G` and those that users are in: their subjects never meet those of others. Only users who are added
   * later, and links to other servers, need to have them named here.
   */
  readonly accounts?: readonly string[];
  /** The most TCP connections at once, of all kinds; the next is told so and closed. Default 65,536. */
  readonly maxConnections?: number;
  /** What newcomers are held to: how many from one address, how many a second. */
  readonly admission?: AdmissionLimits;
  /**
   * How much all NATS clients may subscribe to, together, in tokens of subjects: `a.b.*` is three, and a long subject one
   * for each 16 characters. Default 4,000,000, which takes less than a gigabyte.
   */
  readonly maxSubscribedTokens?: number;
  /** What each connection is held to. */
  readonly limits?: Partial<ConnectionLimits>;
  /** Where it says what happens. Default: nowhere. */
  readonly log?: Log;
  /** The system to live in. Default: one of its own, which ends with it. */
  readonly system?: System;
}
