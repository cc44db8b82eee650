import type { Log } from "../actors/routing/log.ts";
import type { ProtocolFactory } from "../actors/routing/protocol.ts";
import type { ConnectionLimits } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import type { System } from "../actors/runtime/system.ts";

/** Options that all servers of one protocol share. */
export interface ServeOptions {
  /** Makes the protocol of each connection. */
  readonly protocol: ProtocolFactory;
  /** From 0 to 65,535; 0 takes a free one. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly hostname?: string;
  /** The system to live in. Default: one of its own, which ends with the server. */
  readonly system?: System;
  /** What each connection is held to. */
  readonly limits?: Partial<ConnectionLimits>;
  /** Where it says what happens. Default: nowhere. */
  readonly log?: Log;
  /** Shuts the server down when it aborts. */
  readonly signal?: AbortSignal;
}

/** A server that runs. Disposing it is shutting it down. */
export interface Server extends AsyncDisposable {
  /** Where it listens; with the port it really has. */
  readonly address: Peer;
  /** Resolves when it has ended. */
  readonly done: Promise<void>;
  /** Stops accepting, sends what is queued, closes all connections. Calling it again joins the first. */
  shutdown(): Promise<void>;
}
