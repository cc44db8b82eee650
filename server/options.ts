import type { Log } from "../actors/routing/log.ts";
import type { ConnectionLimits } from "../actors/routing/service.ts";
import type { System } from "../actors/runtime/system.ts";
import type { NatsLimits } from "../transports/protocols/nats/nats_options.ts";
import type { LineOptions } from "../transports/protocols/line/line_protocol.ts";

/** What {@linkcode startMailroom} starts. What is left out is not started. */
export interface MailroomOptions {
  /** The address that is listened on. Default `127.0.0.1`: this machine only. */
  readonly hostname?: string;
  /** The chat room over TCP. */
  readonly line?: LineOptions & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
  };
  /** The same room over UDP. */
  readonly udp?: LineOptions & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** Silence after which an address leaves, in milliseconds. Default 60,000. */
    readonly idle?: number;
    /** The most addresses at once. Default 10,000. */
    readonly maxPeers?: number;
  };
  /** NATS clients over TCP. */
  readonly nats?: Partial<NatsLimits> & {
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
    /** What it is called. Default: its id. */
    readonly name?: string;
    /** Told of each subscription, with the number of the connection. Default: nobody. */
    readonly trace?: (connection: number, text: string) => void;
  };
  /** Pages for whoever watches over the server: those of nats-server, `/metrics`, `/actors`. */
  readonly http?: {
    /** Default: `hostname` above. */
    readonly hostname?: string;
    /** From 0 to 65,535; 0 takes a free one. */
    readonly port: number;
  };
  /** The most TCP connections at once; the next is told so and closed. Default: no limit. */
  readonly maxConnections?: number;
  /** What each connection is held to. */
  readonly limits?: Partial<ConnectionLimits>;
  /** Where it says what happens. Default: nowhere. */
  readonly log?: Log;
  /** The system to live in. Default: one of its own, which ends with it. */
  readonly system?: System;
}
