import type { Cell } from "./_cell.ts";
import { Envelope } from "./_envelope.ts";
import { LocalRef } from "./_local_ref.ts";
import type { OfferOptions } from "./ref.ts";

/** A message with what the system's interceptor has taken along. */
class Carried extends Envelope {
  readonly #message: unknown;
  readonly #taken: unknown;

  constructor(message: unknown, to: LocalRef) {
    super();
    this.#message = message;
    this.#taken = to.cell.kernel.interceptor!.told(to, message);
  }

  override get content(): { readonly message: unknown } {
    return { message: this.#message };
  }

  override deliver(cell: Cell): void | Promise<void> {
    const message = this.#message;
    return cell.kernel.interceptor!.handling(this.#taken, cell.ref, message, () => cell.handle(message));
  }
}

/** An envelope with what the system's interceptor has taken along. */
class CarriedEnvelope extends Envelope {
  readonly #envelope: Envelope;
  readonly #taken: unknown;

  constructor(envelope: Envelope, to: LocalRef) {
    super();
    this.#envelope = envelope;
    this.#taken = to.cell.kernel.interceptor!.told(to, envelope.content?.message);
  }

  override get content(): { readonly message: unknown } | undefined {
    return this.#envelope.content;
  }

  override deliver(cell: Cell): void | Promise<void> {
    const { content } = this;
    const deliver = () => this.#envelope.deliver(cell);
    // What nobody would miss, such as the tick of a timer that was cancelled, reaches nobody.
    if (content === undefined) return deliver();
    return cell.kernel.interceptor!.handling(this.#taken, cell.ref, content.message, deliver);
  }

  override dropped(): void {
    this.#envelope.dropped();
  }
}

/** The ref of an actor in a system with interceptors. It is a class of its own so that others do not pay for the question. */
// deno-lint-ignore no-explicit-any -- a ref takes what its actor takes; the type is kept by the Ref interface
export class CarryingRef<M = any> extends LocalRef<M> {
  override tell(message: M): boolean {
    return this.cell.post(new Carried(message, this), this);
  }

  override offer(message: M, options?: OfferOptions): Promise<void> {
    return this.cell.offer(new Carried(message, this), options?.signal, this);
  }

  override wrapped(envelope: Envelope): Envelope {
    return new CarriedEnvelope(envelope, this);
  }
}
