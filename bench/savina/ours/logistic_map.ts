import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { logisticSum, nextTerm, seriesRate, seriesStart } from "../_problems.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToWorker = { type: "next" } | { type: "result"; term: number } | { type: "get" };
type ToComputer = { type: "compute"; term: number; replyTo: Ref<ToWorker> };
type ToMaster = { type: "start" } | { type: "last"; term: number };

/** Messages are never changed, so one object serves for all that are alike. */
const next: ToWorker = { type: "next" };

export const name = "logistic_map";

/**
 * The stash variant: while its rate computer has not answered, a worker only counts what it was told. In `self.stash`
 * the answer would each time queue behind all that was released, which is quadratic in the terms.
 */
export async function run({ series, terms }: Sizes["logistic_map"]): Promise<Extra> {
  const sum = await inSystem<number>((system, done) => {
    const computer = (rate: number): Actor<ToComputer> => () => (message) => {
      message.replyTo.tell({ type: "result", term: nextTerm(rate, message.term) });
    };
    const worker = (start: number, computer: Ref<ToComputer>): Actor<ToWorker> => (self) => {
      let term = start;
      let stashed = 0;
      let asked = false;
      const compute = () => computer.tell({ type: "compute", term, replyTo: self.ref });
      const finish = () => {
        master.tell({ type: "last", term });
        self.stop();
      };
      const ready = (message: ToWorker): void => {
        if (message.type === "get") return finish();
        compute();
        self.become(waiting);
      };
      const waiting = (message: ToWorker): void => {
        switch (message.type) {
          case "next":
            stashed++;
            break;
          case "result":
            term = message.term;
            if (stashed > 0) {
              stashed--;
              compute();
            } else if (asked) {
              finish();
            } else {
              self.become(ready);
            }
            break;
          case "get":
            asked = true;
            break;
        }
      };
      return ready;
    };
    // All terms wait at once, and the question behind them.
    const workers = Array.from({ length: series }, (_, i) => {
      return system.spawn(worker(seriesStart(i), system.spawn(computer(seriesRate(i)))), { capacity: terms + 1 });
    });

    const master = system.spawn<ToMaster>("master", () => {
      let last = 0;
      let ended = 0;
      return (message) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < terms; i++) for (const ref of workers) ref.tell(next);
            for (const ref of workers) ref.tell({ type: "get" });
            break;
          case "last":
            last += message.term;
            if (++ended === series) done(last);
            break;
        }
      };
    });

    master.tell({ type: "start" });
  });
  check("the sum of terms", sum, logisticSum(series, terms), 1e-9);
  return {};
}
