import { examine } from "./_examine.ts";
import { LocalRef } from "../_local_ref.ts";
import type { OfferOptions } from "../ref.ts";
import { refuse } from "./_refuse.ts";

/** The ref of an actor on a thread: it looks at messages before it accepts them. */
class GuardedRef<M> extends LocalRef<M> {
  override tell(message: M): boolean {
    const error = objection(this, message);
    if (error === undefined) return super.tell(message);
    refuse(this, message, error);
    return false;
  }

  override offer(message: M, options?: OfferOptions): Promise<void> {
    const error = objection(this, message);
    if (error === undefined) return super.offer(message, options);
    refuse(this, message, error);
    return Promise.reject(error);
  }
}

/** Lets the ref of an actor refuse at once what cannot be cloned. It stays the same ref. */
export function guard(ref: LocalRef): void {
  Object.setPrototypeOf(ref, GuardedRef.prototype);
}

function objection(ref: LocalRef, message: unknown): unknown {
  // That it has ended is what matters then.
  if (ref.cell.limit === 0) return undefined;
  try {
    examine(message, ref);
  } catch (error) {
    return error;
  }
  return undefined;
}
