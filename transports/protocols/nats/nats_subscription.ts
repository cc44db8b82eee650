import type { Ref } from "../../../actors/runtime/ref.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { headOf, joined, viewOf } from "./_heads.ts";

const NONE = new DataView(new ArrayBuffer(0));

/** A client's subscription, with the beginning of the line that its last deliveries began with. */
export class NatsSubscription extends Subscription {
  /** Made when there is something to deliver: most of a million subscriptions wait for ever. */
  #sid: DataView | undefined = undefined;
  /** The subject of the last delivery, and the one that had two in a row last. */
  #last = "";
  #subject = "";
  /** `MSG subject sid ` for the latter. */
  #prefix: DataView = NONE;

  constructor(subject: string, subscriber: Ref<ConnectionMessage>, sid: string, queue: string | undefined) {
    super(subject, subscriber, { sid, queue });
  }

  /** `MSG subject sid `, for a subject that more than one delivery in a row is of. */
  beginning(subject: string): DataView {
    if (subject !== this.#subject) {
      this.#subject = subject;
      this.#prefix = joined(headOf(subject), this.#sid ??= viewOf(this.sid));
    }
    return this.#prefix;
  }

  /** Writes `MSG subject sid `. Most deliveries of a subscription are of the same subject as the one before. */
  begin(transport: Transport, subject: string): void {
    if (subject === this.#subject) return void transport.writeView(this.#prefix);
    const head = headOf(subject);
    const sid = this.#sid ??= viewOf(this.sid);
    if (subject === this.#last) {
      this.#subject = subject;
      this.#prefix = joined(head, sid);
    }
    this.#last = subject;
    transport.writeView(head);
    transport.writeView(sid);
  }
}
