import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToWorker =
  | { type: "neighbours"; neighbours: readonly Ref<ToWorker>[] }
  | { type: "ping"; sender: number }
  | { type: "pong"; sender: number }
  | { type: "exit" };
type ToSink = { type: "done"; pongs: number };
type Worker = {
  readonly id: number;
  readonly random: PseudoRandom;
  neighbours: readonly Ref<ToWorker>[];
  pongs: number;
  expected: number;
};

export const name = "big";

export async function run({ workers, pings }: Sizes["big"]): Promise<Extra> {
  let ended = 0;
  let pongs = 0;
  await inSystem<void>((system, done) => {
    const worker = (state: Worker, message: ToWorker, self: { self: Ref<ToWorker> }): Worker => {
      switch (message.type) {
        case "neighbours":
          state.neighbours = message.neighbours;
          break;
        case "ping":
          dispatch(state.neighbours[message.sender]!, { type: "pong", sender: state.id });
          break;
        case "pong":
          check("the sender of a pong", message.sender, state.expected);
          if (state.pongs++ === pings) {
            dispatch(sink, { type: "done", pongs: state.pongs - 1 });
          } else {
            state.expected = state.random.nextInt(workers);
            dispatch(state.neighbours[state.expected]!, { type: "ping", sender: state.id });
          }
          break;
        case "exit":
          stop(self.self);
          if (++ended === workers) done();
          break;
      }
      return state;
    };
    const refs = Array.from({ length: workers }, (_, id) => {
      const initialState: Worker = { id, random: new PseudoRandom(id), neighbours: [], pongs: 0, expected: -1 };
      return spawn(system, worker, `worker-${id}`, { initialState });
    });
    const sink = spawn(
      system,
      (finished: number, message: ToSink) => {
        pongs += message.pongs;
        if (finished + 1 === workers) { for (const ref of refs) dispatch(ref, { type: "exit" }); }
        return finished + 1;
      },
      "sink",
      { initialState: 0 },
    );

    for (const ref of refs) dispatch(ref, { type: "neighbours", neighbours: refs });
    for (const ref of refs) dispatch(ref, { type: "pong", sender: -1 });
  });
  check("the count of pongs", pongs, workers * pings);
  return {};
}
