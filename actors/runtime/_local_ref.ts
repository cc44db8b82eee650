import type { Cell } from "./_cell.ts";
import { Adapted, type Envelope } from "./_envelope.ts";
import { overflow } from "./_overflow.ts";
import type { OfferOptions, Ref } from "./ref.ts";

/** The ref of an actor in this system. When the actor ends, `cell` becomes the system's grave: only the id is kept. */
// deno-lint-ignore no-explicit-any -- a ref takes what its actor takes; the type is kept by the Ref interface
export class LocalRef<M = any> implements Ref<M> {
  cell: Cell<M>;
  readonly #path: string;
  readonly #uid: number;
  #name: string | undefined;

  constructor(cell: Cell<M>, path: string, name: string | undefined, uid: number) {
    this.cell = cell;
    this.#path = path;
    this.#name = name;
    this.#uid = uid;
  }

  /** Made on demand: most actors are never named in a log. */
  get name(): string {
    return this.#name ??= `$${this.#uid}`;
  }

  /** The path without the number, which is what the children's paths begin with. */
  get path(): string {
    return `${this.#path}/${this.name}`;
  }

  get id(): string {
    return `${this.path}#${this.#uid}`;
  }

  /** The envelope in which something goes to the actor. */
  wrapped(envelope: Envelope): Envelope {
    return envelope;
  }

  tell(message: M): boolean {
    const cell = this.cell;
    if (cell.mailbox.size >= cell.limit) return overflow(cell, message, this);
    cell.mailbox.push(message);
    if (cell.activity === "idle") cell.wake();
    return true;
  }

  offer(message: M, options?: OfferOptions): Promise<void> {
    return this.cell.offer(message, options?.signal, this);
  }
}

/**
 * A second door to an actor, which converts what comes in. The conversion, which may look into the actor's state, is with
 * the actor, so that the ref of one that has ended does not keep it.
 */
export class AdaptedRef<N, M> implements Ref<N> {
  readonly owner: LocalRef<M>;

  constructor(owner: LocalRef<M>, convert: (message: N) => M) {
    this.owner = owner;
    (owner.cell.conversions ??= new WeakMap()).set(this, convert);
  }

  get id(): string {
    return this.owner.id;
  }

  tell(message: N): boolean {
    return this.owner.cell.post(this.owner.wrapped(this.#adapted(message)), this.owner);
  }

  offer(message: N, options?: OfferOptions): Promise<void> {
    return this.owner.cell.offer(this.owner.wrapped(this.#adapted(message)), options?.signal, this.owner);
  }

  #adapted(message: N): Adapted<N> {
    const convert = this.owner.cell.conversions?.get(this) ?? unreachable;
    return new Adapted(message, convert as (message: N) => M);
  }
}

/** The conversion of an actor that has ended and takes no messages. */
function unreachable(): never {
  throw new Error("Cannot convert a message for an actor that has ended");
}

/** The local actor behind a ref, or `undefined` where there is none here. */
export function localRef(ref: Ref<never>): LocalRef | undefined {
  if (ref instanceof LocalRef) return ref;
  return ref instanceof AdaptedRef ? ref.owner : undefined;
}
