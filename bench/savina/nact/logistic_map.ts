import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { logisticSum, nextTerm, seriesRate, seriesStart } from "../_problems.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToWorker = { type: "next" } | { type: "result"; term: number } | { type: "get" };
type ToComputer = { type: "compute"; term: number; replyTo: Ref<ToWorker> };
type ToMaster = { type: "start" } | { type: "last"; term: number };
type Worker = { term: number; waiting: boolean; stash: number; get: boolean };

export const name = "logistic_map";

/** The stash variant: while its rate computer has not answered, a worker only counts what it was told. */
export async function run({ series, terms }: Sizes["logistic_map"]): Promise<Extra> {
  const sum = await inSystem<number>((system, done) => {
    const workers = Array.from({ length: series }, (_, i) => {
      const rate = seriesRate(i);
      const computer = spawn(system, (_: undefined, message: ToComputer) => {
        dispatch(message.replyTo, { type: "result", term: nextTerm(rate, message.term) });
        return undefined;
      }, `computer-${i}`);

      return spawn(
        system,
        (state: Worker, message: ToWorker, self: { self: Ref<ToWorker> }) => {
          switch (message.type) {
            case "next":
              state.stash++;
              break;
            case "result":
              state.term = message.term;
              state.waiting = false;
              break;
            case "get":
              state.get = true;
              break;
          }
          if (state.waiting) return state;
          if (state.stash > 0) {
            state.stash--;
            state.waiting = true;
            dispatch(computer, { type: "compute", term: state.term, replyTo: self.self });
          } else if (state.get) {
            dispatch(master, { type: "last", term: state.term });
            stop(computer);
            stop(self.self);
          }
          return state;
        },
        `worker-${i}`,
        { initialState: { term: seriesStart(i), waiting: false, stash: 0, get: false } },
      );
    });

    const master = spawn(
      system,
      (state: { sum: number; ended: number }, message: ToMaster) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < terms; i++) for (const worker of workers) dispatch(worker, { type: "next" });
            for (const worker of workers) dispatch(worker, { type: "get" });
            break;
          case "last":
            state.sum += message.term;
            if (++state.ended === series) done(state.sum);
            break;
        }
        return state;
      },
      "master",
      { initialState: { sum: 0, ended: 0 } },
    );

    dispatch(master, { type: "start" });
  });
  check("the sum of terms", sum, logisticSum(series, terms), 1e-9);
  return {};
}
