import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { dictionaryData } from "../_problems.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToDictionary =
  | { type: "write"; key: number; value: number; replyTo: Ref<ToWorker> }
  | { type: "read"; key: number; replyTo: Ref<ToWorker> };
type ToWorker = { type: "start" } | { type: "result"; value: number | undefined };
type ToMaster = { type: "done"; replies: number };
type Worker = { readonly random: PseudoRandom; sent: number };

export const name = "concurrent_dictionary";

export async function run(size: Sizes["concurrent_dictionary"]): Promise<Extra> {
  const { workers, requests, writePercent } = size;
  const replies = await inSystem<number>((system, done) => {
    const dictionary = spawn(
      system,
      (map: Map<number, number>, message: ToDictionary) => {
        switch (message.type) {
          case "write":
            map.set(message.key, message.value);
            dispatch(message.replyTo, { type: "result", value: message.value });
            break;
          case "read":
            dispatch(message.replyTo, { type: "result", value: map.get(message.key) });
            break;
        }
        return map;
      },
      "dictionary",
      { initialState: dictionaryData(size.keys) },
    );

    const master = spawn(
      system,
      (state: { ended: number; replies: number }, message: ToMaster) => {
        state.replies += message.replies;
        if (++state.ended === workers) done(state.replies);
        return state;
      },
      "master",
      { initialState: { ended: 0, replies: 0 } },
    );

    const worker = (state: Worker, _message: ToWorker, self: { self: Ref<ToWorker> }): Worker => {
      const { random } = state;
      if (state.sent === requests) {
        dispatch(master, { type: "done", replies: state.sent });
        stop(self.self);
        return state;
      }
      state.sent++;
      if (random.nextInt(100) < writePercent) {
        dispatch(dictionary, { type: "write", key: random.nextInt(), value: random.nextInt(), replyTo: self.self });
      } else {
        dispatch(dictionary, { type: "read", key: random.nextInt(), replyTo: self.self });
      }
      return state;
    };
    for (let id = 0; id < workers; id++) {
      const initialState = { random: new PseudoRandom(id + requests + writePercent), sent: 0 };
      dispatch(spawn(system, worker, `worker-${id}`, { initialState }), { type: "start" });
    }
  });
  check("the count of replies", replies, workers * requests);
  return {};
}
