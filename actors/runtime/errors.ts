/** The actor that was asked, offered to or spawned under has ended. */
export class StoppedError extends Error {
  /** The name of the class. */
  override readonly name = "StoppedError";
}

/** An ask was not answered in time. The callee was not stopped by it and may still be at work. */
export class AskTimeoutError extends Error {
  /** The name of the class. */
  override readonly name = "AskTimeoutError";
}

/** A watched actor ended and the watcher did not handle the signal. */
export class DeathPactError extends Error {
  /** The name of the class. */
  override readonly name = "DeathPactError";
}

/** Too many messages were put aside. */
export class StashFullError extends Error {
  /** The name of the class. */
  override readonly name = "StashFullError";
}

/** A mailbox with the overflow policy `stop` was full. */
export class MailboxFullError extends Error {
  /** The name of the class. */
  override readonly name = "MailboxFullError";
}

/** The name is taken by another child of the same parent. */
export class NameTakenError extends Error {
  /** The name of the class. */
  override readonly name = "NameTakenError";
}

/** A context was used after its incarnation was over. */
export class RevokedError extends Error {
  /** The name of the class. */
  override readonly name = "RevokedError";
}

/** A message, an answer or a part of it cannot be copied to another thread. Its `cause` is the `DataCloneError`. */
export class NotCloneableError extends Error {
  /** The name of the class. */
  override readonly name = "NotCloneableError";
}

/** The thread of an actor ended, or could not begin, without the actor's own doing. */
export class ThreadError extends Error {
  /** The name of the class. */
  override readonly name = "ThreadError";
}
