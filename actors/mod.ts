/**
 * Supervised actors: typed refs, bounded mailboxes, Erlang/OTP's supervision, on one event loop and with no permission.
 *
 * @module
 */
export { System } from "./runtime/system.ts";
export { ask } from "./runtime/ask.ts";
export { supervisor } from "./runtime/supervisor.ts";
export { dynamicSupervisor } from "./runtime/dynamic_supervisor.ts";
export { group } from "./runtime/groups.ts";
export { router } from "./runtime/routers/router.ts";
export { pool } from "./runtime/routers/pool.ts";
export { addMember, removeMember, RouterCommand } from "./runtime/routers/router_command.ts";
export { roundRobin } from "./runtime/routers/round_robin.ts";
export { atRandom } from "./runtime/routers/at_random.ts";
export { broadcast } from "./runtime/routers/broadcast.ts";
export { consistentHash } from "./runtime/routers/consistent_hash.ts";
export { leastLoaded } from "./runtime/routers/least_loaded.ts";
export { scatterGatherFirst } from "./runtime/routers/scatter_gather_first.ts";
export { worker } from "./runtime/worker/worker.ts";
export { spawnWorker } from "./runtime/worker/spawn_worker.ts";
export { transfer } from "./runtime/worker/transfer.ts";
export {
  describeError,
  describeReason,
  isAbnormal,
  KILLED,
  NORMAL,
  NOT_FOUND,
  SHUTDOWN,
} from "./runtime/exit_reason.ts";
export { addRestart } from "./runtime/restart_window.ts";
export { backoffDelay, calmRun } from "./runtime/backoff.ts";
export { systemClock } from "./runtime/clock.ts";
export { requestContext } from "./runtime/interceptor.ts";
export {
  AskTimeoutError,
  DeathPactError,
  MailboxFullError,
  NameTakenError,
  NotCloneableError,
  RevokedError,
  StashFullError,
  StoppedError,
  ThreadError,
} from "./runtime/errors.ts";

export type { Actor, Behaviour, Handler, Receive, Signal } from "./runtime/actor.ts";
export type { MessageOf, OfferOptions, Ref } from "./runtime/ref.ts";
export type { Context, StopOptions } from "./runtime/context.ts";
export type { Answer, AskOptions, Question } from "./runtime/ask.ts";
export type { ChildSpec, Overflow, Restart, SpawnOptions } from "./runtime/spawn_options.ts";
export type { SupervisorContext } from "./runtime/supervisor.ts";
export type { Strategy, SupervisorOptions } from "./runtime/supervisor_options.ts";
export type { DynamicSupervisorOptions, StartChild } from "./runtime/dynamic_supervisor.ts";
export type { Backoff } from "./runtime/backoff.ts";
export type { ExitReason } from "./runtime/exit_reason.ts";
export type { DeadLetterCause, EventListener, Events, SystemEvent } from "./runtime/events.ts";
export type { Group, GroupChange, Groups } from "./runtime/groups.ts";
export type { RouterOptions } from "./runtime/routers/router.ts";
export type { PoolOptions } from "./runtime/routers/pool.ts";
export type { Route, RoutingStrategy } from "./runtime/routers/strategy.ts";
export type { AnyQuestion, ScatterGatherOptions } from "./runtime/routers/scatter_gather_first.ts";
export type { ThreadOptions } from "./runtime/worker/worker.ts";
export type { Spawner, WorkerSpec } from "./runtime/worker/spawn_worker.ts";
export type { Timers } from "./runtime/timers.ts";
export type { Stash } from "./runtime/stash.ts";
export type { Cancel, Clock } from "./runtime/clock.ts";
export type { ContextStorage, Interceptor } from "./runtime/interceptor.ts";
export type { Runnable, Scheduler } from "./runtime/scheduler.ts";
export type { ShutdownOptions, SystemOptions } from "./runtime/system.ts";
export type { SystemTotals } from "./runtime/totals.ts";
export type { ActorInfo } from "./runtime/tree.ts";
