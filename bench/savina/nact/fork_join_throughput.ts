import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { squaredSine } from "../_work.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Compute = { type: "compute"; theta: number };

export const name = "fork_join_throughput";

export async function run({ actors, messages }: Sizes["fork_join_throughput"]): Promise<Extra> {
  let handled = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const compute = (count: number, message: Compute, self: { self: Ref<Compute> }): number => {
      squaredSine(message.theta);
      if (count + 1 === messages) {
        stop(self.self);
        handled += count + 1;
        if (++ended === actors) done();
      }
      return count + 1;
    };
    const workers = Array.from(
      { length: actors },
      (_, i) => spawn(system, compute, `worker-${i}`, { initialState: 0 }),
    );
    for (let i = 0; i < messages; i++) {
      for (const worker of workers) dispatch(worker, { type: "compute", theta: 37.2 });
    }
  });
  check("the count of messages", handled, actors * messages);
  return {};
}
