import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { memoryNow } from "../_memory.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem } from "./_ours.ts";

type Run = { type: "run" };

export const name = "memory";

/** Bytes per idle actor that has handled one message: of the JavaScript heap, and of the whole process (rss). */
export async function run({ actors }: Sizes["memory"]): Promise<Extra> {
  let ran = 0;
  const before = memoryNow();
  const after = await inSystem<ReturnType<typeof memoryNow>>((system, done) => {
    const actor: Actor<Run> = () => {
      let count = 0;
      return () => {
        // A timer, so that the last actor is idle too when the memory is read.
        if (++count === 1 && ++ran === actors) setTimeout(() => done(memoryNow()), 10);
      };
    };
    system.spawn<never>("parent", (self) => {
      for (let i = 0; i < actors; i++) self.spawn(actor).tell({ type: "run" });
      return () => {};
    });
  });
  check("the count of actors that ran", ran, actors);
  return { bytes: (after.heap - before.heap) / actors, rss: (after.rss - before.rss) / actors };
}
