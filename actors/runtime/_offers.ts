import type { Cell } from "./_cell.ts";
import type { Envelope } from "./_envelope.ts";
import { StoppedError } from "./errors.ts";
import type { LocalRef } from "./_local_ref.ts";
import { Ring } from "./_ring.ts";

interface Offer {
  readonly entry: unknown;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  state: "waiting" | "withdrawn";
}

/** Those who wait for room in one mailbox, first come first served. */
export class Offers {
  readonly #waiting = new Ring<Offer>();

  push(offer: Offer): void {
    this.#waiting.push(offer);
  }

  /** Admits as many as there is room for. */
  admit(cell: Cell): void {
    while (this.#waiting.size !== 0 && cell.mailbox.size < cell.limit) {
      const offer = this.#waiting.shift();
      if (offer.state === "withdrawn") continue;
      cell.enqueue(offer.entry);
      offer.resolve();
    }
    if (this.#waiting.size === 0) cell.offers = undefined;
    else if (cell.limit === 0) {
      cell.offers = undefined;
      this.reject(refusal(cell.ref));
    }
  }

  reject(error: unknown): void {
    while (this.#waiting.size !== 0) this.#waiting.shift().reject(error);
  }
}

/** Accepts an entry, now or as soon as there is room. */
export function waitForRoom(
  cell: Cell,
  entry: unknown | Envelope,
  signal: AbortSignal | undefined,
  ref: LocalRef,
): Promise<void> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  if (cell.limit === 0) return Promise.reject(refusal(ref));
  if (cell.offers === undefined && cell.mailbox.size < cell.limit) {
    cell.enqueue(entry);
    return Promise.resolve();
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const offer: Offer = { entry, resolve, reject, state: "waiting" };
  (cell.offers ??= new Offers()).push(offer);
  if (signal === undefined) return promise;
  const abort = () => {
    offer.state = "withdrawn";
    reject(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  return promise.finally(() => signal.removeEventListener("abort", abort));
}

function refusal(ref: LocalRef): StoppedError {
  return new StoppedError(`Cannot offer to ${ref.id}: it has ended or accepts nothing more`);
}
