/** What happens to a message that finds the mailbox full. Each is counted and published as a dead letter. */
export type Overflow =
  /** The new message is dropped: `tell` returns `false`. */
  | "drop-newest"
  /** The oldest waiting message is dropped for the new one. */
  | "drop-oldest"
  /** The new message is dropped and the actor fails with a `MailboxFullError`. */
  | "stop";

/** How an actor is spawned. */
export interface SpawnOptions {
  /** Messages that may wait, from 1 to `Infinity`. Signals always fit. Default 16,384. */
  readonly capacity?: number;
  /** What happens to the one message too many. Default `drop-newest`. */
  readonly overflow?: Overflow;
  /**
   * How long a parent that is stopping waits for this child, in milliseconds, before it kills it. 0 kills at once;
   * `Infinity` waits. Default 5,000, and `Infinity` for supervisors, whose children have deadlines of their own.
   */
  readonly shutdown?: number;
}

/** How a supervisor keeps a child. */
export interface ChildSpec extends SpawnOptions {
  /**
   * When it is started again: `permanent` always, `transient` after an abnormal end only, `temporary` never.
   * Default `permanent` under a supervisor, `transient` directly under the system.
   */
  readonly restart?: Restart;
  /** Whether its end by itself counts for the supervisor's `autoShutdown`. Not for permanent children. Default `false`. */
  readonly significant?: boolean;
}

/** When a child is started again. */
export type Restart = "permanent" | "transient" | "temporary";

/** A child's specification with every default filled in. */
export interface FullSpec {
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly shutdown: number | undefined;
  readonly restart: Restart;
  readonly significant: boolean;
}

const DEFAULTS: FullSpec = Object.freeze({
  capacity: 16_384,
  overflow: "drop-newest",
  shutdown: undefined,
  restart: "permanent",
  significant: false,
});
const TRANSIENT: FullSpec = Object.freeze({ ...DEFAULTS, restart: "transient" });
const OVERFLOWS: readonly string[] = ["drop-newest", "drop-oldest", "stop"];
const RESTARTS: readonly string[] = ["permanent", "transient", "temporary"];

/**
 * Merges and checks a specification, in this one place.
 *
 * @throws {RangeError} when a value is out of its range
 */
export function fullSpec(spec: ChildSpec | undefined, restart: Restart = "permanent"): FullSpec {
  const defaults = restart === "transient" ? TRANSIENT : DEFAULTS;
  if (spec === undefined) return defaults;
  const full = { ...defaults, ...spec };
  if (full.capacity !== Infinity && !(Number.isInteger(full.capacity) && full.capacity >= 1)) {
    throw refusal("capacity", full.capacity, "an integer from 1, or Infinity");
  }
  if (!OVERFLOWS.includes(full.overflow)) throw refusal("overflow", full.overflow, OVERFLOWS.join(", "));
  if (!RESTARTS.includes(full.restart)) throw refusal("restart", full.restart, RESTARTS.join(", "));
  if (full.shutdown !== undefined && !(full.shutdown >= 0)) {
    throw refusal("shutdown", full.shutdown, "milliseconds from 0, or Infinity");
  }
  if (full.significant && full.restart === "permanent") {
    throw refusal("significant", true, "a transient or temporary child, because a permanent one never ends by itself");
  }
  return full;
}

function refusal(name: string, value: unknown, wanted: string): RangeError {
  return new RangeError(`Cannot use ${name} ${JSON.stringify(String(value))}: wanted ${wanted}`);
}
