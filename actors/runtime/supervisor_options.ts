import type { Backoff } from "./backoff.ts";

/** Who is restarted with a child. */
export type Strategy =
  /** The child alone. */
  | "one-for-one"
  /** All children: the others are stopped, youngest first, then all are started, oldest first. */
  | "one-for-all"
  /** The child and those started after it, likewise. */
  | "rest-for-one";

/** How a supervisor deals with the ends of its children. */
export interface SupervisorOptions {
  /** Who is restarted with a child. Default `one-for-one`. */
  readonly strategy?: Strategy;
  /**
   * How many restarts are tolerated within any `period`; with one more the supervisor gives up: it stops its children
   * and ends with `shutdown`, and its own parent decides. Budgets of nested supervisors therefore multiply. A group
   * restart is one, however many children it has. From 0, which never restarts. Default 1.
   */
  readonly intensity?: number;
  /** The window of `intensity`, in milliseconds, above 0. Default 5,000. */
  readonly period?: number;
  /** Waits before a child is started again. Without it, it is started at once. */
  readonly backoff?: Backoff;
  /**
   * When the supervisor ends with `shutdown` by itself: `never`; when `any-significant` child has ended by itself; when
   * `all-significant` children have. A child that is restarted or was stopped by the supervisor does not count. Default `never`.
   */
  readonly autoShutdown?: "never" | "any-significant" | "all-significant";
}

/** Options with every default filled in. */
export interface FullSupervision {
  readonly strategy: Strategy;
  readonly intensity: number;
  readonly period: number;
  readonly backoff: Backoff | undefined;
  readonly autoShutdown: "never" | "any-significant" | "all-significant";
  /** Whether children are stopped all at once under one deadline. */
  readonly concurrent: boolean;
}

const STRATEGIES: readonly string[] = ["one-for-one", "one-for-all", "rest-for-one"];
const AUTO_SHUTDOWNS: readonly string[] = ["never", "any-significant", "all-significant"];

/** Merges and checks a supervisor's options; throws a `RangeError` that names the value. */
export function fullSupervision(options: SupervisorOptions, concurrent = false): FullSupervision {
  const { strategy = "one-for-one", intensity = 1, period = 5_000, backoff, autoShutdown = "never" } = options;
  check("strategy", strategy, STRATEGIES.includes(strategy), STRATEGIES.join(", "));
  check(
    "intensity",
    intensity,
    intensity === Infinity || (Number.isInteger(intensity) && intensity >= 0),
    "an integer from 0, or Infinity",
  );
  check("period", period, period > 0, "milliseconds above 0");
  check("autoShutdown", autoShutdown, AUTO_SHUTDOWNS.includes(autoShutdown), AUTO_SHUTDOWNS.join(", "));
  if (backoff !== undefined) {
    check("backoff.min", backoff.min, backoff.min >= 0 && backoff.min < Infinity, "milliseconds from 0");
    check(
      "backoff.max",
      backoff.max,
      backoff.max >= backoff.min && backoff.max < Infinity,
      "milliseconds from backoff.min",
    );
    check("backoff.jitter", backoff.jitter ?? 0, (backoff.jitter ?? 0) >= 0, "a number from 0");
  }
  return { strategy, intensity, period, backoff, autoShutdown, concurrent };
}

function check(name: string, value: unknown, good: boolean, wanted: string): void {
  if (!good) throw new RangeError(`Cannot supervise with ${name} ${JSON.stringify(String(value))}: wanted ${wanted}`);
}
