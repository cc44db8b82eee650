import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { squaredSine } from "../_work.ts";
import { type Actor, inSystem } from "./_ours.ts";

type Compute = { type: "compute"; theta: number };

export const name = "fork_join_throughput";

export async function run({ actors, messages }: Sizes["fork_join_throughput"]): Promise<Extra> {
  let handled = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const worker: Actor<Compute> = (self) => {
      let count = 0;
      return (message) => {
        squaredSine(message.theta);
        if (++count < messages) return;
        self.stop();
        handled += count;
        if (++ended === actors) done();
      };
    };
    const workers = Array.from({ length: actors }, () => system.spawn(worker));
    // Messages are never changed, so one object serves for all that are alike.
    const compute: Compute = { type: "compute", theta: 37.2 };
    for (let i = 0; i < messages; i++) {
      for (const ref of workers) ref.tell(compute);
    }
  });
  check("the count of messages", handled, actors * messages);
  return {};
}
