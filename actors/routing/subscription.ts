import type { Ref } from "../runtime/ref.ts";
import type { ConnectionMessage } from "./messages.ts";

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
  /** How many deliveries there have been. Counted by the router. */
  sent = 0;
  /** After how many deliveries, counted from the first, it ends; 0 for never. Kept by the router. */
  max = 0;

  /** Makes a subscription; telling the router is the caller's part. */
  constructor(
    subject: string,
    subscriber: Ref<ConnectionMessage>,
    options: { readonly queue?: string | undefined; readonly sid?: string; readonly listed?: boolean } = {},
  ) {
    this.subject = subject;
    this.subscriber = subscriber;
    this.queue = options.queue;
    this.sid = options.sid ?? "";
    this.listed = options.listed ?? false;
  }
}
