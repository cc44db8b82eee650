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
export {
  AskTimeoutError,
  DeathPactError,
  MailboxFullError,
  NameTakenError,
  RevokedError,
  StashFullError,
  StoppedError,
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
export type { Timers } from "./runtime/timers.ts";
export type { Stash } from "./runtime/stash.ts";
export type { Cancel, Clock } from "./runtime/clock.ts";
export type { Runnable, Scheduler } from "./runtime/scheduler.ts";
export type { ShutdownOptions, SystemOptions } from "./runtime/system.ts";
export type { ActorInfo } from "./runtime/tree.ts";
