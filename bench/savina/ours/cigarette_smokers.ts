import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { busyWait } from "../_work.ts";
import { type Actor, inSystem } from "./_ours.ts";

type ToArbiter = { type: "start" } | { type: "smoking" };
type ToSmoker = { type: "smoke"; wait: number } | { type: "exit" };

export const name = "cigarette_smokers";

export async function run(size: Sizes["cigarette_smokers"]): Promise<Extra> {
  let smoked = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const smoker: Actor<ToSmoker> = (self) => {
      let count = 0;
      let waited = 0;
      return (message) => {
        switch (message.type) {
          case "smoke":
            arbiter.tell({ type: "smoking" });
            waited += busyWait(message.wait);
            count++;
            break;
          case "exit":
            smoked += count;
            self.stop();
            if (++ended === size.smokers) done();
            break;
        }
      };
    };
    const smokers = Array.from({ length: size.smokers }, () => system.spawn(smoker));
    const arbiter = system.spawn<ToArbiter>("arbiter", () => {
      const random = new PseudoRandom(size.rounds * size.smokers);
      let rounds = 0;
      return (message) => {
        if (message.type === "smoking" && ++rounds === size.rounds) {
          for (const ref of smokers) ref.tell({ type: "exit" });
          return;
        }
        const chosen = smokers[random.nextInt(size.smokers)]!;
        chosen.tell({ type: "smoke", wait: random.nextInt(size.wait) + 10 });
      };
    });

    arbiter.tell({ type: "start" });
  });
  check("the count of smoked cigarettes", smoked, size.rounds);
  return {};
}
