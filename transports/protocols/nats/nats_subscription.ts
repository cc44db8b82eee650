import type { Ref } from "../../../actors/runtime/ref.ts";
import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";

const encoder = new TextEncoder();
const NONE = new Uint8Array(0);

/** A client's subscription, with the beginning of the line that its last delivery began with. */
export class NatsSubscription extends Subscription {
  #subject = "";
  #prefix: Uint8Array = NONE;

  constructor(subject: string, subscriber: Ref<ConnectionMessage>, sid: string, queue: string | undefined) {
    super(subject, subscriber, { sid, queue });
  }

  /** `MSG subject sid `, as bytes. Most deliveries of a subscription are of the same subject. */
  prefix(subject: string): Uint8Array {
    if (subject !== this.#subject || this.#prefix === NONE) {
      this.#subject = subject;
      this.#prefix = encoder.encode(`MSG ${subject} ${this.sid} `);
    }
    return this.#prefix;
  }
}
