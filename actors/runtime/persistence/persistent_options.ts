import type { Signal } from "../actor.ts";
import type { Context } from "../context.ts";
import type { Effect } from "./effect.ts";
import type { Journal } from "./journal.ts";

/** The context of a persistent actor: without `become`, as what it does with a message is told by `command`. */
export type PersistentContext<M> = Omit<Context<M>, "become">;

/**
 * Options of {@linkcode persistent}.
 *
 * @typeParam M the actor's messages
 * @typeParam E the events that are kept
 * @typeParam S the state that they add up to
 */
export interface PersistentOptions<M, E, S> {
  /** Where the events are kept. */
  readonly journal: Journal;
  /** Under which id, for ever; not empty. No two actors may have the same at the same time. */
  readonly id: string;
  /** The state before the first event. */
  readonly initial: S;
  /**
   * The state after an event. It is called when the event happens and again in every replay, so it depends on nothing
   * but its arguments, changes neither, and has no effect besides. What it throws fails the actor.
   */
  apply(state: S, event: E): S;
  /**
   * Decides on a message. It changes nothing itself: what is to change it returns as events, and what others are to see
   * it does in `committed`. If it returns a promise, the next message waits. What it throws fails the actor, and
   * nothing of this message is kept.
   */
  command(state: S, message: M, self: PersistentContext<M>): Effect<E, S> | void | Promise<Effect<E, S> | void>;
  /** Called each time the state has been restored, before the first message. */
  recovered?(state: S, self: PersistentContext<M>): void;
  /** Hears of the end of watched actors and of children; see {@linkcode Handler.signal}. */
  signal?(signal: Signal, state: S, self: PersistentContext<M>): void | boolean;
  /** After how many events, from 1, the state is kept as well, so that a replay is short. Default `Infinity`: never. */
  readonly snapshotEvery?: number;
  /** How many commands may wait for the journal before no further message is handled, from 1. Default 1,024. */
  readonly maxUncommitted?: number;
}

/** Checks the numbers; throws a `RangeError` that names the value. */
export function checkOptions(id: string, snapshotEvery: number, maxUncommitted: number): void {
  if (id === "") throw new RangeError('Cannot keep events under the id "": wanted some text');
  check("snapshotEvery", snapshotEvery);
  check("maxUncommitted", maxUncommitted);
}

function check(name: string, value: number): void {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return;
  throw new RangeError(`Cannot keep events with ${name} ${value}: wanted an integer from 1, or Infinity`);
}
