import type { ExitReason } from "./exit_reason.ts";

/**
 * What happens in a system. Ids are those of {@linkcode Ref.id}. Messages and errors are passed by reference: reading
 * an event copies nothing, and keeping one keeps what it holds.
 */
export type SystemEvent =
  /** An incarnation has started. */
  | { readonly type: "started"; readonly id: string; readonly incarnation: number }
  /** A factory, a handler or a `stopped` threw; or a dynamic supervisor could not make a child. */
  | { readonly type: "failed"; readonly id: string; readonly incarnation: number; readonly error: unknown }
  /** A supervisor will start a child again, after `delay` milliseconds. */
  | { readonly type: "restarting"; readonly id: string; readonly reason: ExitReason; readonly delay: number }
  /** A supervisor has seen more restarts than it may, and ends. */
  | { readonly type: "gave-up"; readonly id: string; readonly restarts: number; readonly period: number }
  /** An actor has ended for good. */
  | { readonly type: "stopped"; readonly id: string; readonly reason: ExitReason }
  /** A child was not over within the milliseconds it was given to stop, and is killed. */
  | { readonly type: "overran"; readonly id: string; readonly shutdown: number }
  /** A message reached nobody. */
  | { readonly type: "dead-letter"; readonly id: string; readonly why: DeadLetterCause; readonly message: unknown };

/**
 * Why a message reached nobody: its receiver had ended or was ending, or its mailbox was full; or an answer or a piped
 * outcome came when nobody waited for it any more; or an actor declared that it does not handle it.
 */
export type DeadLetterCause = "stopped" | "full" | "unhandled" | "late-reply";

/** Hears of events as they happen. It must not throw; what it throws is printed and forgotten. */
export type EventListener = (event: SystemEvent) => void;

/** The events of a system: a stream, not a store. What nobody listens to is not kept. */
export interface Events extends AsyncIterable<SystemEvent> {
  /** Calls `listener` with every event from now on, until the subscription is disposed or the signal aborts. */
  subscribe(listener: EventListener, options?: { readonly signal?: AbortSignal }): Disposable;
  /** How many messages reached nobody so far, by cause. */
  readonly deadLetters: Readonly<Record<DeadLetterCause, number>>;
}
