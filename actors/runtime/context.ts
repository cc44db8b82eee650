import type { Actor, Behaviour } from "./actor.ts";
import type { Answer, AskOptions, Question } from "./ask.ts";
import type { Ref } from "./ref.ts";
import type { SpawnOptions } from "./spawn_options.ts";
import type { Stash } from "./stash.ts";
import type { System } from "./system.ts";
import type { Timers } from "./timers.ts";

/**
 * What an incarnation may do, given to its factory. It belongs to that incarnation: once it is over, every method
 * throws a `RevokedError`, so that what a killed handler still does reaches nobody.
 *
 * @typeParam M the actor's messages
 */
export interface Context<M> {
  /** The actor's own ref. */
  readonly ref: Ref<M>;
  /** The last part of the actor's path. */
  readonly name: string;
  /** 1 for the first incarnation, one more after each restart. */
  readonly incarnation: number;
  /** The system that the actor lives in. */
  readonly system: System;
  /** Aborts when the incarnation is over: give it to whatever is awaited. */
  readonly signal: AbortSignal;
  /** Messages to oneself, later. */
  readonly timers: Timers<M>;
  /** Messages put aside. */
  readonly stash: Stash<M>;
  /** The children that have not ended, oldest first. */
  readonly children: readonly Ref<never>[];

  /**
   * Starts a child. The ref is good at once: what is told before the child has started waits for it.
   *
   * A child that fails to start or fails later ends, and this actor hears of it as `child-exited`; only a
   * {@linkcode supervisor} restarts children. All children are stopped, youngest first, before this incarnation is over.
   *
   * @throws {NameTakenError} when a child of that name has not ended yet
   * @throws {StoppedError} when this actor is stopping
   */
  spawn<C>(name: string, actor: Actor<C>, options?: SpawnOptions): Ref<C>;
  /** Starts a child with a name of its own making, such as `$42`. */
  spawn<C>(actor: Actor<C>, options?: SpawnOptions): Ref<C>;

  /**
   * Stops this actor, or one of its children. See {@linkcode StopOptions} for when.
   *
   * @throws {TypeError} when the ref is neither this actor's nor a child's
   */
  stop(ref?: Ref<never>, options?: StopOptions): void;

  /**
   * Asks for a `terminated` signal when that actor ends for good; at once, with reason `not-found`, when it has ended.
   * Watching twice is watching once.
   */
  watch(ref: Ref<never>): void;
  /** Takes it back, also when the signal is on its way already. */
  unwatch(ref: Ref<never>): void;

  /**
   * Handles the next message with another behaviour; a bare function takes the place of `receive` alone. Ends with the
   * incarnation: a restart begins with the factory.
   */
  become(behaviour: Behaviour<M>): void;

  /**
   * A ref that turns what it is told into a message of this actor. `convert` runs in this actor's turn, in order with
   * all else it is told by the same sender; what it throws fails this actor.
   */
  adapt<N>(convert: (message: N) => M): Ref<N>;

  /**
   * Sends the outcome of a promise to this actor as a message, so that no state is touched from outside its turns.
   * Without `failed`, a rejection fails this actor. Where the mailbox is full, the outcome waits for room like an offer.
   * An outcome that comes after the incarnation is over is a dead letter.
   */
  pipe<T>(promise: Promise<T>, done: (value: T) => M, failed?: (error: unknown) => M): void;

  /** Like {@linkcode ask}, and known to come from this actor even after an `await`. */
  ask<N, const Q extends Question<N>>(ref: Ref<N>, question: Q, options?: AskOptions): Promise<Answer<N, Q>>;
}

/** When a stopped actor stops. */
export interface StopOptions {
  /**
   * - `message` (the default): after the message it is at; what waits becomes dead letters.
   * - `drain`: after all that was accepted before; what is told afterwards is refused.
   * - `kill`: at once. The handler, if it is waiting, is not waited for, and what it does later reaches nobody.
   */
  readonly after?: "message" | "drain" | "kill";
}
