import type { ChildSpec } from "../runtime/spawn_options.ts";
import type { SupervisorOptions } from "../runtime/supervisor_options.ts";

/**
 * How every connection is kept: it is not started again, and a mailbox full of what it cannot send ends it, because a
 * stream with a hole in it is worse than none.
 */
export const CONNECTION_SPEC: ChildSpec = Object.freeze({
  restart: "temporary",
  capacity: 65_536,
  overflow: "stop",
  shutdown: 5_000,
});

/** How the supervisors of a service restart: with room for an address that is not free again yet. */
export const LISTENER_RESTARTS: SupervisorOptions = Object.freeze({
  strategy: "one-for-one",
  intensity: 20,
  period: 10_000,
  backoff: { min: 1, max: 2_000 },
});
