// What one thread says to the other. Frames travel in batches; tuples and numbers are the cheapest to clone.

/** The first element of a frame says what it is. */
export const Kind = Object.freeze({
  message: 0,
  tell: 1,
  answer: 2,
  refusal: 3,
  forget: 4,
  ended: 5,
  release: 6,
  room: 7,
  hole: 8,
  stop: 9,
  ready: 10,
  over: 11,
  event: 12,
});

/** The lanes that are metered, and so bounded. */
export const Lane = Object.freeze({ messages: 0, hostTells: 1, guestTells: 2 });

/** One of {@linkcode Lane}. */
export type LaneNumber = 0 | 1 | 2;

/** How a ref is named on the way. Numbers are those of the exporter. */
export type WireRef =
  /** The two actors that the link joins stand for each other. */
  | readonly ["peer"]
  /** It came from the other side in the first place. */
  | readonly ["yours", number]
  | readonly ["actor", number, string]
  /** A second door to an actor. */
  | readonly ["door", number, WireRef]
  /** Where one answer is waited for. */
  | readonly ["answer", number]
  /** It leads nowhere any more. */
  | readonly ["gone", string]
  | readonly ["answered"];

/**
 * Where a ref was taken out of a message: the container, the key in it, the ref. The container is the very one of the
 * message, which cloning preserves; without it the message itself was the ref. In a map or a set, the key is what stands
 * for the ref.
 */
export type Fixup = readonly [object | undefined, unknown, WireRef];

/** The refs of a message. */
export type Fixups = readonly Fixup[] | undefined;

/** An error on its way. */
export interface WireError {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string | undefined;
  readonly cause?: WireError;
  /** What was thrown and is no error. */
  readonly value?: unknown;
}

/** A reason on its way. */
export type WireReason =
  | { readonly type: "normal" | "killed" | "not-found" }
  | { readonly type: "shutdown"; readonly detail?: string }
  | { readonly type: "failed"; readonly error: WireError };

/** One thing that is said. */
export type Frame =
  /** To the actor on the thread, through its mailbox; perhaps by a second door. */
  | readonly [typeof Kind.message, unknown, Fixups, number | undefined]
  /** To an exported ref. */
  | readonly [typeof Kind.tell, number, unknown, Fixups]
  | readonly [typeof Kind.answer, number, unknown, Fixups]
  /** There will be no answer, because of an error. */
  | readonly [typeof Kind.refusal, number, WireError]
  /** Nobody waits for that answer any more. */
  | readonly [typeof Kind.forget, number]
  /** An exported actor has ended. */
  | readonly [typeof Kind.ended, number, WireReason]
  /** Nobody holds that import any more, which came so many times. */
  | readonly [typeof Kind.release, number, number]
  /** Who waited for room in a lane need not any more. */
  | readonly [typeof Kind.room, LaneNumber]
  /** In place of a frame of a lane that could not be sent, for the count. */
  | readonly [typeof Kind.hole, LaneNumber]
  | readonly [typeof Kind.stop, WireReason, boolean]
  | readonly [typeof Kind.ready]
  | readonly [typeof Kind.over, WireReason]
  /** Something happened to another actor of the thread. */
  | readonly [typeof Kind.event, WireEvent];

/** What is told of the other thread's events. */
export type WireEvent =
  | { readonly type: "failed"; readonly id: string; readonly incarnation: number; readonly error: WireError }
  | { readonly type: "restarting"; readonly id: string; readonly reason: WireReason; readonly delay: number }
  | { readonly type: "gave-up"; readonly id: string; readonly restarts: number; readonly period: number }
  | { readonly type: "overran"; readonly id: string; readonly shutdown: number }
  | {
    readonly type: "dead-letter";
    readonly id: string;
    readonly why: "stopped" | "full" | "unhandled" | "late-reply";
    readonly message: unknown;
  };

/** What the thread is begun with. */
export interface Invitation {
  readonly port: MessagePort;
  readonly shared: SharedArrayBuffer;
  /** Address of the module whose default export is the actor. */
  readonly module: string;
  /** Name and mailbox of the actor; without a name where it has none of its own. */
  readonly name: string | undefined;
  readonly capacity: number;
}
