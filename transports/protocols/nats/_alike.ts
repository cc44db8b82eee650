import { copyBytes, copyView, viewOf } from "../../../actors/routing/copy.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Volley } from "../../../actors/routing/volley.ts";
import type { NatsSubscription } from "./nats_subscription.ts";

/** Bytes of encoded deliveries that are worth being kept: they stay in the caches of the processor. */
const MOST = 128 << 10;
/** A receiver may take several volleys before the next one takes the first of them. */
const SLOTS = 8;

/** The deliveries of one volley to a subscription with one sid. */
class Encoded {
  #number = 0;
  #sid = "";
  #bytes = new Uint8Array(0);
  #view = viewOf(this.#bytes);
  /** How many bytes there are: 0 until they are asked for twice, -1 when they are not to be kept. */
  #length = 0;

  /** The bytes; `undefined` where they are not kept. */
  of(volley: Volley, subscription: NatsSubscription): Uint8Array | undefined {
    if (volley.number !== this.#number || subscription.sid !== this.#sid) {
      this.#number = volley.number;
      this.#sid = subscription.sid;
      this.#length = 0;
      return undefined;
    }
    if (this.#length === 0) this.#length = this.#encode(volley, subscription.beginning(volley.subject));
    return this.#length < 0 ? undefined : this.#bytes.subarray(0, this.#length);
  }

  #encode({ publications }: Volley, beginning: DataView): number {
    let length = publications.length * beginning.byteLength;
    for (const { wire, end } of publications) {
      length += end + 2 - wire;
      if (wire < 0 || length > MOST) return -1;
    }
    if (length > this.#bytes.length) {
      this.#bytes = new Uint8Array(2 ** Math.ceil(Math.log2(length)));
      this.#view = viewOf(this.#bytes);
    }
    let at = 0;
    for (const { buffer, wire, end } of publications) {
      copyView(beginning, 0, beginning.byteLength, this.#view, at);
      at += beginning.byteLength;
      copyBytes(buffer, wire, end + 2, this.#bytes, this.#view, at);
      at += end + 2 - wire;
    }
    return length;
  }
}

const slots = Array.from({ length: SLOTS }, () => new Encoded());

/**
 * Writes the deliveries of a volley that differ in nothing from what another client was just sent: most clients hear a
 * subject through their first subscription, so that what is encoded for one of them is right for all.
 *
 * @returns `false` when nothing was written: it is the first of them, or too much
 */
export function deliverAlike(transport: Transport, volley: Volley, subscription: NatsSubscription): boolean {
  const bytes = slots[volley.number % SLOTS]!.of(volley, subscription);
  if (bytes === undefined) return false;
  transport.write(bytes);
  return true;
}
