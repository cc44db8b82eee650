import type { Cell } from "./_cell.ts";
import type { Envelope } from "./_envelope.ts";
import { StoppedError } from "./errors.ts";
import type { LocalRef } from "./_local_ref.ts";

interface Offer {
  readonly entry: unknown;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for room in one mailbox, first come first served. */
export class Offers {
  readonly #waiting = new Set<Offer>();

  add(offer: Offer): void {
    this.#waiting.add(offer);
  }

  /** Forgets one that nobody waits for any more. */
  withdraw(offer: Offer): void {
    this.#waiting.delete(offer);
  }

  /** Admits as many as there is room for; all are turned away where nothing more is accepted. */
  admit(cell: Cell): void {
    for (const offer of this.#waiting) {
      if (cell.mailbox.size >= cell.limit) break;
      this.#waiting.delete(offer);
      cell.enqueue(offer.entry);
      offer.resolve();
    }
    if (cell.limit === 0) this.reject(refusal(cell.ref));
    if (this.#waiting.size === 0) cell.offers = undefined;
  }

  reject(error: unknown): void {
    for (const offer of this.#waiting) offer.reject(error);
    this.#waiting.clear();
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
  const offers = cell.offers ??= new Offers();
  const offer: Offer = { entry, resolve, reject };
  offers.add(offer);
  if (signal === undefined) return promise;
  const abort = () => {
    offers.withdraw(offer);
    reject(signal.reason);
  };
  signal.addEventListener("abort", abort, { once: true });
  return promise.finally(() => signal.removeEventListener("abort", abort));
}

function refusal(ref: LocalRef): StoppedError {
  return new StoppedError(`Cannot offer to ${ref.id}: it has ended or accepts nothing more`);
}
