import type { ServerInfo } from "./info.ts";

/** What the server holds its NATS clients to. */
export interface NatsLimits {
  /** The longest arguments of a control line, in bytes. Default 4,096. */
  readonly maxControlLine: number;
  /** The largest payload, headers included, in bytes. Default 1 MiB. */
  readonly maxPayload: number;
  /** The most subscriptions of one connection; 0 for no limit, the default. */
  readonly maxSubscriptions: number;
  /** The most tokens of a subject that is subscribed to; 0 for no limit, the default. */
  readonly maxSubscriptionTokens: number;
  /** How often a silent client is asked whether it is there, in milliseconds. Default two minutes. */
  readonly pingInterval: number;
  /** How many of these may be unanswered. Default 2. */
  readonly pingMax: number;
}

/** What holds where nothing is said. */
export const NATS_DEFAULTS: NatsLimits = Object.freeze({
  maxControlLine: 4_096,
  maxPayload: 1 << 20,
  maxSubscriptions: 0,
  maxSubscriptionTokens: 0,
  pingInterval: 120_000,
  pingMax: 2,
});

/** What all connections of a server share. Replaced as a whole when it changes. */
export interface NatsServer {
  /** What it says of itself. */
  readonly info: ServerInfo;
  /** What it holds clients to. */
  readonly limits: NatsLimits;
  /** Told of each subscription, with the number of the connection. Default: nobody. */
  readonly trace?: (connection: number, text: string) => void;
}
