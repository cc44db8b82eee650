import type { Context } from "./context.ts";
import type { ExitReason } from "./exit_reason.ts";
import type { Ref } from "./ref.ts";

/**
 * An actor is a factory: called once for each incarnation, it makes the handler that keeps the state.
 *
 * A restart calls it again, so fresh state needs no reset code. It may be asynchronous; messages told meanwhile wait.
 * If it throws or rejects, the actor has failed to start, which is an end like any other: the parent decides.
 * Where `receive` is all there is, it may return the bare function.
 *
 * @typeParam M the messages that the actor understands, usually a union discriminated by `type`
 *
 * @example
 * ```ts
 * import { type Actor, System } from "@mailroom/mailroom/actors";
 *
 * const greeter: Actor<string> = () => (name) => console.log(`hello, ${name}`);
 *
 * await using system = new System();
 * system.spawn("greeter", greeter).tell("world");
 * ```
 */
export type Actor<M> = (self: Context<M>) => Behaviour<M> | Promise<Behaviour<M>>;

/** What a factory returns: a {@linkcode Handler}, or just its `receive`. */
export type Behaviour<M> = Handler<M> | Receive<M>;

/** Handles one message. The next one waits until the promise, if there is one, has settled. */
export type Receive<M> = (message: M) => void | Promise<void>;

/**
 * What an incarnation does with what reaches it.
 *
 * One call at a time: `receive` and `signal` never overlap, whether they return promises or not. A throw or rejection
 * fails the incarnation; the message that it was handling is not retried.
 */
export interface Handler<M> {
  /** Handles one message. */
  receive(message: M): void | Promise<void>;
  /**
   * Hears of the end of watched actors and of children. Returning `false` means "not mine": then the default applies,
   * which for `terminated` is to fail with a `DeathPactError`, as it is when there is no `signal` at all.
   */
  signal?(signal: Signal): void | boolean | Promise<void | boolean>;
  /**
   * Called exactly once for each incarnation that has started, when it is over and its children are gone. What it
   * throws is reported and changes nothing. A killed incarnation's promise is not awaited.
   */
  stopped?(reason: ExitReason): void | Promise<void>;
}

/** News that arrives before any message, in its own lane. */
export type Signal =
  /** A watched actor has ended for good (a restart is not an end). Exactly one for each watch. */
  | { readonly type: "terminated"; readonly ref: Ref<never>; readonly reason: ExitReason }
  /** A child of an actor that is not a supervisor has ended. */
  | { readonly type: "child-exited"; readonly ref: Ref<never>; readonly reason: ExitReason };
