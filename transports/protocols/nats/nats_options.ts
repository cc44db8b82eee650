import type { Authenticator } from "../../../actors/routing/access/authenticator.ts";
import type { ServerInfo } from "./info.ts";

/** What the server holds its NATS clients to. */
export interface NatsLimits {
  /** The longest arguments of a control line, in bytes. Default 4,096. */
  readonly maxControlLine: number;
  /** The largest payload, headers included, in bytes. Default 1 MiB. */
  readonly maxPayload: number;
  /** The most bytes that may wait to be sent to a client, at least `maxPayload`; with one more it is dropped. Default 64 MiB. */
  readonly maxPending: number;
  /** How long one write to a client may take, in milliseconds; one that takes longer to read it is dropped. Default 10,000. */
  readonly writeDeadline: number;
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
  maxPending: 64 << 20,
  writeDeadline: 10_000,
  maxSubscriptions: 0,
  maxSubscriptionTokens: 0,
  pingInterval: 120_000,
  pingMax: 2,
});

/**
 * Merges and checks limits.
 *
 * @throws {RangeError} when a value is out of its range
 */
export function natsLimitsOf(limits: Partial<NatsLimits> = {}): NatsLimits {
  const merged = { ...NATS_DEFAULTS };
  // Nothing else that came with them is kept.
  for (const name of Object.keys(merged) as (keyof NatsLimits)[]) {
    Object.assign(merged, { [name]: limits[name] ?? merged[name] });
  }
  const { maxPending } = merged;
  check("maxControlLine", merged.maxControlLine, 1);
  check("maxPending", maxPending, 1);
  check("maxPayload", merged.maxPayload, 0, maxPending, `to maxPending, ${maxPending}`);
  check("writeDeadline", merged.writeDeadline, 1);
  check("maxSubscriptions", merged.maxSubscriptions, 0);
  check("maxSubscriptionTokens", merged.maxSubscriptionTokens, 0);
  check("pingInterval", merged.pingInterval, 1);
  check("pingMax", merged.pingMax, 1);
  return merged;
}

function check(name: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER, to = "up"): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`Cannot hold NATS clients to ${name} ${value}: wanted a whole number from ${least} ${to}`);
}

/** What all connections of a server share. Replaced as a whole when it changes. */
export interface NatsServer {
  /** What it says of itself. */
  readonly info: ServerInfo;
  /** What it holds clients to. */
  readonly limits: NatsLimits;
  /** Who may be here. Default: everybody. */
  readonly access?: Authenticator;
  /** Told of each subscription, with the number of the connection. Default: nobody. */
  readonly trace?: (connection: number, text: string) => void;
}
