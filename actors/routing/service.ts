import type { Ref } from "../runtime/ref.ts";
import type { Admission } from "./admission/admission.ts";
import type { ClosedConnections } from "./connection_info.ts";
import type { Counters } from "./counters.ts";
import type { Intake } from "./admission/intake.ts";
import type { Log } from "./log.ts";
import type { RouterMessage } from "./messages.ts";
import type { Patience } from "./patience.ts";
import type { SubscriptionQuota } from "./admission/subscription_quota.ts";

/** What the connections of one service share. */
export interface Service {
  /** Where they count. */
  readonly counters: Counters;
  /** Where they say what happens. */
  readonly log: Log;
  /** The router, for protocols that take part in routing. */
  readonly router?: Ref<RouterMessage>;
  /** The routers of all accounts by name, where there are others than the default one. */
  readonly accounts?: ReadonlyMap<string, Ref<RouterMessage>>;
  /** How much all connections may subscribe to, together. Default: no limit. */
  readonly quota?: SubscriptionQuota;
  /** Who may connect, by address and rate. */
  readonly admission?: Admission;
  /** What each connection is held to. */
  readonly limits: ConnectionLimits;
  /** Who may use what it has read, where there is a router that must not be told too much at once. */
  readonly intake?: Intake;
  /** How long receivers may be waited for that do not read. Default: each as long as its limits say. */
  readonly patience?: Patience;
  /** Keeps what was known of the connections that have ended. */
  readonly closed?: ClosedConnections;
}

/** What a connection is held to. */
export interface ConnectionLimits {
  /** Bytes that may wait to be sent to a peer that does not read; with one more it is dropped. */
  readonly maxPending: number;
  /**
   * Memory that may be taken by what waits to be sent to all peers of the program, in bytes. While it is more, a peer for
   * which more than 64 KiB come to wait is dropped.
   */
  readonly maxPendingInAll: number;
  /** Above this many waiting bytes, those who feed the peer are not read for a moment. At most `maxPending`. */
  readonly highWater: number;
  /** The longest such moment, in milliseconds. A peer gets no second one before it has caught up. */
  readonly longestPause: number;
  /**
   * How long one write to a peer may take, in milliseconds; a peer that takes longer to read it is dropped. What is queued
   * while a write is under way is the next one.
   */
  readonly writeDeadline: number;
  /** How long a closing connection goes on sending what is queued, in milliseconds. */
  readonly linger: number;
}

/** What holds where nothing is said. */
export const DEFAULT_LIMITS: ConnectionLimits = Object.freeze({
  maxPending: 16 << 20,
  maxPendingInAll: 1 << 30,
  highWater: 1 << 20,
  longestPause: 500,
  writeDeadline: 10_000,
  linger: 2_000,
});

/**
 * Merges and checks limits, in this one place. A high-water mark that is not named is never above `maxPending`.
 *
 * @throws {RangeError} when a value is out of its range
 */
export function limitsOf(limits: Partial<ConnectionLimits> = {}): ConnectionLimits {
  const merged = { ...DEFAULT_LIMITS, ...limits };
  const { maxPending, maxPendingInAll, longestPause, writeDeadline, linger } = merged;
  const highWater = limits.highWater ?? Math.min(merged.highWater, maxPending);
  check("maxPending", maxPending, maxPending >= 1, "bytes from 1");
  check("highWater", highWater, highWater >= 1 && highWater <= maxPending, "bytes from 1 to maxPending");
  check("longestPause", longestPause, longestPause >= 0 && longestPause < Infinity, "milliseconds from 0");
  check("writeDeadline", writeDeadline, writeDeadline > 0 && writeDeadline < Infinity, "milliseconds above 0");
  check("linger", linger, linger >= 0 && linger < Infinity, "milliseconds from 0");
  check("maxPendingInAll", maxPendingInAll, maxPendingInAll >= 1, "bytes from 1");
  return { maxPending, maxPendingInAll, highWater, longestPause, writeDeadline, linger };
}

function check(name: string, value: number, good: boolean, wanted: string): void {
  if (!good) throw new RangeError(`Cannot hold connections to ${name} ${value}: wanted ${wanted}`);
}
