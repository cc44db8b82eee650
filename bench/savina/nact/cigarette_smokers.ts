import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { busyWait } from "../_work.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToArbiter = { type: "start" } | { type: "smoking" };
type ToSmoker = { type: "smoke"; wait: number } | { type: "exit" };
type Arbiter = { readonly random: PseudoRandom; rounds: number };
type Smoker = { smoked: number; waited: number };

export const name = "cigarette_smokers";

export async function run(size: Sizes["cigarette_smokers"]): Promise<Extra> {
  let smoked = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const smoker = (state: Smoker, message: ToSmoker, self: { self: Ref<ToSmoker> }): Smoker => {
      switch (message.type) {
        case "smoke":
          dispatch(arbiter, { type: "smoking" });
          state.waited += busyWait(message.wait);
          state.smoked++;
          break;
        case "exit":
          smoked += state.smoked;
          stop(self.self);
          if (++ended === size.smokers) done();
          break;
      }
      return state;
    };
    const smokers = Array.from(
      { length: size.smokers },
      (_, i) => spawn(system, smoker, `smoker-${i}`, { initialState: { smoked: 0, waited: 0 } }),
    );
    const arbiter = spawn(
      system,
      (state: Arbiter, message: ToArbiter) => {
        if (message.type === "smoking" && ++state.rounds === size.rounds) {
          for (const ref of smokers) dispatch(ref, { type: "exit" });
          return state;
        }
        const chosen = smokers[state.random.nextInt(size.smokers)]!;
        dispatch(chosen, { type: "smoke", wait: state.random.nextInt(size.wait) + 10 });
        return state;
      },
      "arbiter",
      { initialState: { random: new PseudoRandom(size.rounds * size.smokers), rounds: 0 } },
    );

    dispatch(arbiter, { type: "start" });
  });
  check("the count of smoked cigarettes", smoked, size.rounds);
  return {};
}
