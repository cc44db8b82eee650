import { examine } from "./_examine.ts";
import type { LocalRef } from "../_local_ref.ts";
import type { OfferOptions } from "../ref.ts";
import { refuse } from "./_refuse.ts";

/** Lets the ref of an actor refuse at once what cannot be cloned. It stays the same ref. */
export function guard(ref: LocalRef): void {
  const kind = ref.constructor as typeof LocalRef;
  if (guarded.has(kind)) return;
  const found = kinds.get(kind) ?? guardedKind(kind);
  Object.setPrototypeOf(ref, found.prototype);
}

/** For every kind of ref, the guarded one. */
const kinds = new Map<typeof LocalRef, typeof LocalRef>();
const guarded = new Set<typeof LocalRef>();

function guardedKind(kind: typeof LocalRef): typeof LocalRef {
  class GuardedRef<M> extends kind<M> {
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
  kinds.set(kind, GuardedRef);
  guarded.add(GuardedRef);
  return GuardedRef;
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
