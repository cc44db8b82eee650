import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { squaredSine } from "../_work.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Compute = { type: "compute"; theta: number };

export const name = "fork_join_create";

export async function run({ actors }: Sizes["fork_join_create"]): Promise<Extra> {
  let ended = 0;
  await inSystem<void>((system, done) => {
    const compute = (_: undefined, message: Compute, self: { self: Ref<Compute> }): undefined => {
      squaredSine(message.theta);
      stop(self.self);
      if (++ended === actors) done();
    };
    for (let i = 0; i < actors; i++) dispatch(spawn(system, compute, `worker-${i}`), { type: "compute", theta: 37.2 });
  });
  check("the count of ended actors", ended, actors);
  return {};
}
