import type { Cell } from "./_cell.ts";
import { Envelope } from "./_envelope.ts";
import type { Interceptor } from "./interceptor.ts";
import { LocalRef } from "./_local_ref.ts";
import type { OfferOptions } from "./ref.ts";

/** A message with what the interceptors have taken along. */
class Carried extends Envelope {
  readonly #entry: unknown;
  readonly #interceptors: readonly Interceptor[];
  readonly #taken: readonly unknown[];

  constructor(entry: unknown, to: LocalRef, interceptors: readonly Interceptor[]) {
    super();
    this.#entry = entry;
    this.#interceptors = interceptors;
    const message = this.#message;
    this.#taken = interceptors.map((interceptor) => interceptor.told(to, message));
  }

  override get content(): { readonly message: unknown } | undefined {
    return Envelope.is(this.#entry) ? this.#entry.content : { message: this.#entry };
  }

  get #message(): unknown {
    return Envelope.is(this.#entry) ? this.#entry.content?.message : this.#entry;
  }

  override deliver(cell: Cell): void | Promise<void> {
    // What nobody would miss, such as the tick of a timer that was cancelled, reaches nobody.
    if (Envelope.is(this.#entry) && this.#entry.content === undefined) return this.#entry.deliver(cell);
    return this.#handle(cell, 0);
  }

  override dropped(): void {
    if (Envelope.is(this.#entry)) this.#entry.dropped();
  }

  /** The first interceptor is the outermost. */
  #handle(cell: Cell, index: number): void | Promise<void> {
    const interceptor = this.#interceptors[index];
    if (interceptor === undefined) {
      return Envelope.is(this.#entry) ? this.#entry.deliver(cell) : cell.handle(this.#entry);
    }
    const next = () => this.#handle(cell, index + 1);
    return interceptor.handling(this.#taken[index], cell.ref, this.#message, next);
  }
}

/** The ref of an actor in a system with interceptors. It is a class of its own so that others do not pay for the question. */
// deno-lint-ignore no-explicit-any -- a ref takes what its actor takes; the type is kept by the Ref interface
export class CarryingRef<M = any> extends LocalRef<M> {
  override tell(message: M): boolean {
    return this.cell.post(this.#carried(message), this);
  }

  override offer(message: M, options?: OfferOptions): Promise<void> {
    return this.cell.offer(this.#carried(message), options?.signal, this);
  }

  override wrapped(envelope: Envelope): Envelope {
    return this.#carried(envelope);
  }

  #carried(entry: M | Envelope): Envelope {
    return new Carried(entry, this, this.cell.kernel.interceptors);
  }
}
