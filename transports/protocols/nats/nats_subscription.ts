import type { Ref } from "../../../actors/runtime/ref.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { bytesOf } from "./_text.ts";

const NONE = new DataView(new ArrayBuffer(0));

/** A client's subscription, with the beginning of the line that its last delivery began with. */
export class NatsSubscription extends Subscription {
  #subject = "";
  #prefix: DataView = NONE;

  constructor(subject: string, subscriber: Ref<ConnectionMessage>, sid: string, queue: string | undefined) {
    super(subject, subscriber, { sid, queue });
  }

  /** `MSG subject sid `, as bytes. Most deliveries of a subscription are of the same subject. */
  prefix(subject: string): DataView {
    if (subject !== this.#subject || this.#prefix === NONE) {
      this.#subject = subject;
      this.#prefix = new DataView(bytesOf(`MSG ${subject} ${this.sid} `).buffer);
    }
    return this.#prefix;
  }
}
