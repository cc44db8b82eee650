import type { Actor, Behaviour } from "./actor.ts";
import type { Context } from "./context.ts";
import type { LocalRef } from "./_local_ref.ts";
import { Supervision } from "./_supervision.ts";
import type { FullSupervision } from "./supervisor_options.ts";

/** Makes an actor whose children are supervised. */
export function supervise<M>(
  options: FullSupervision,
  make: (self: Context<M>, supervision: Supervision) => Behaviour<M>,
): Actor<M> {
  return (self) => {
    const { cell } = self.ref as unknown as LocalRef<M>;
    const supervision = new Supervision(cell, options);
    cell.supervision = supervision;
    return make(self, supervision);
  };
}
