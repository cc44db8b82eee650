/**
 * The only way to reach an actor. It stays good across the actor's restarts, and may be sent around freely.
 *
 * Declared contravariant: a `Ref<A | B>` may be used where a `Ref<A>` is wanted, never the other way round.
 * A ref to an actor that has ended keeps its id and nothing else alive.
 *
 * @typeParam M the messages it takes
 */
export interface Ref<in M> {
  /** Path and incarnation-proof number of the actor, such as `/connections/tcp-1#17`. Unique within its system. */
  readonly id: string;

  /**
   * Puts a message into the actor's mailbox. Never throws, never waits.
   *
   * Messages from one sender to one receiver are handled in the order they were told, also across a restart.
   * `true` means accepted, not handled: the actor may end first, and then the message becomes a dead letter.
   *
   * @returns `false` when it was not accepted and has become a dead letter: the actor has ended, or its mailbox is full
   */
  tell(message: M): boolean;

  /**
   * Waits until the mailbox has room, then tells. Waiting offers are admitted in the order they were made.
   * For the edges of a system, where somebody can wait: the socket that is not read meanwhile, the file.
   *
   * @throws {StoppedError} when the actor ends before there is room
   * @throws the signal's reason, when it aborts first; the message was not accepted then
   */
  offer(message: M, options?: OfferOptions): Promise<void>;
}

/** Options of {@linkcode Ref.offer}. */
export interface OfferOptions {
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** The messages that a ref takes. */
export type MessageOf<R> = R extends Ref<infer M> ? M : never;
