import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type Run = { type: "run" };
type ToParent = { type: "stop" };

export const name = "spawn";

/** All actors live at once; each runs once; then all are stopped, and the iteration ends when the last one has. */
export async function run({ actors }: Sizes["spawn"]): Promise<Extra> {
  let ran = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const actor = (parent: Ref<ToParent>): Actor<Run> => () => ({
      receive: () => {
        if (++ran === actors) parent.tell({ type: "stop" });
      },
      stopped: () => {
        if (++ended === actors) done();
      },
    });
    system.spawn<ToParent>("parent", (self) => {
      const child = actor(self.ref);
      const refs = Array.from({ length: actors }, () => self.spawn(child));
      for (const ref of refs) ref.tell({ type: "run" });
      return () => {
        for (const ref of refs) self.stop(ref);
      };
    });
  });
  check("the count of actors that ran", ran, actors);
  check("the count of ended actors", ended, actors);
  return {};
}
