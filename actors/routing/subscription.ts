import type { Ref } from "../runtime/ref.ts";
import type { LinkKind } from "./forward.ts";
import type { ConnectionMessage } from "./messages.ts";

/** What a {@linkcode Subscription} may have besides a subject. */
export interface SubscriptionOptions {
  /** The queue group. Default: none. */
  readonly queue?: string | undefined;
  /** The subscriber's own name for it. Default: the empty text. */
  readonly sid?: string;
  /** Whether the subject is shown to whoever asks what there is. Default `false`. */
  readonly listed?: boolean;
  /** What the server on which it is wanted is to this one; without it, it is wanted here. */
  readonly remote?: LinkKind | undefined;
  /** How many members the group has there. Default 1. */
  readonly weight?: number;
}

/** One wish to hear what is published. Compared by identity; the subscriber keeps it and tells it to each new router. */
export class Subscription {
  /** What it wants: a subject, perhaps with the wildcards `*` and `>`. */
  readonly subject: string;
  /** Who wants it. */
  readonly subscriber: Ref<ConnectionMessage>;
  /** The queue group, of which only one member gets each message; `undefined` for a subscriber of its own. */
  readonly queue: string | undefined;
  /** The subscriber's own name for it, given back with each delivery. */
  readonly sid: string;
  /** Whether the subject is shown to whoever asks what there is to hear, as the rooms of a chat are. */
  readonly listed: boolean;
  /** Set where the subscriber is a linked server, on which somebody wants it: what that server is to this one. */
  readonly remote: LinkKind | undefined;
  /** How many members of the queue group that server has, from 1; the choice among servers goes by it. */
  readonly weight: number;
  /** Tells of a subject that the subscriber must not hear, though the pattern matches; absent where all may be heard. */
  denies: ((subject: string) => boolean) | undefined = undefined;
  /** How many deliveries there have been. Counted by the router. */
  sent = 0;
  /** After how many deliveries, counted from the first, it ends; 0 for never. Kept by the router. */
  max = 0;

  /** Makes a subscription; telling the router is the caller's part. */
  constructor(
    subject: string,
    subscriber: Ref<ConnectionMessage>,
    options: SubscriptionOptions = {},
  ) {
    this.subject = subject;
    this.subscriber = subscriber;
    this.queue = options.queue;
    this.sid = options.sid ?? "";
    this.listed = options.listed ?? false;
    this.remote = options.remote;
    this.weight = Math.max(1, options.weight ?? 1);
  }
}
