import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, spawn, stop } from "./_nact.ts";

export const name = "spawn";

/** All actors live at once; each runs once; then all are stopped, and the iteration ends when the last one has. */
export async function run({ actors }: Sizes["spawn"]): Promise<Extra> {
  let ran = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const actor = (_: undefined, _message: { type: "run" }): undefined => {
      if (++ran === actors) { for (const ref of refs) stop(ref); }
    };
    const afterStop = () => {
      if (++ended === actors) done();
    };
    const refs = Array.from({ length: actors }, (_, i) => spawn(system, actor, `actor-${i}`, { afterStop }));
    for (const ref of refs) dispatch(ref, { type: "run" });
  });
  check("the count of actors that ran", ran, actors);
  check("the count of ended actors", ended, actors);
  return {};
}
