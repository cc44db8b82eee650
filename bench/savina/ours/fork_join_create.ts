import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { squaredSine } from "../_work.ts";
import { type Actor, inSystem } from "./_ours.ts";

type Compute = { type: "compute"; theta: number };

export const name = "fork_join_create";

export async function run({ actors }: Sizes["fork_join_create"]): Promise<Extra> {
  let ended = 0;
  await inSystem<void>((system, done) => {
    const worker: Actor<Compute> = (self) => (message) => {
      squaredSine(message.theta);
      self.stop();
      if (++ended === actors) done();
    };
    system.spawn<never>("parent", (self) => {
      for (let i = 0; i < actors; i++) self.spawn(worker).tell({ type: "compute", theta: 37.2 });
      return () => {};
    });
  });
  check("the count of ended actors", ended, actors);
  return {};
}
