import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { memoryNow } from "../_memory.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, spawn } from "./_nact.ts";

export const name = "memory";

/** Bytes per idle actor that has handled one message: of the JavaScript heap, and of the whole process (rss). */
export async function run({ actors }: Sizes["memory"]): Promise<Extra> {
  let ran = 0;
  const before = memoryNow();
  const after = await inSystem<ReturnType<typeof memoryNow>>((system, done) => {
    const actor = (state: number, _message: { type: "run" }): number => {
      // A timer, so that the last actor is idle too when the memory is read.
      if (++ran === actors) setTimeout(() => done(memoryNow()), 10);
      return state + 1;
    };
    const refs = Array.from({ length: actors }, (_, i) => spawn(system, actor, `actor-${i}`, { initialState: 0 }));
    for (const ref of refs) dispatch(ref, { type: "run" });
  });
  check("the count of actors that ran", ran, actors);
  return { bytes: (after.heap - before.heap) / actors, rss: (after.rss - before.rss) / actors };
}
