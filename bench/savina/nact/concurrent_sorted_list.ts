import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { SortedList } from "../_sorted_list.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToList =
  | { type: "insert"; value: number; replyTo: Ref<ToWorker> }
  | { type: "contains"; value: number; replyTo: Ref<ToWorker> }
  | { type: "size"; replyTo: Ref<ToWorker> }
  | { type: "end" };
type ToWorker = { type: "start" } | { type: "result"; value: number };
type ToMaster = { type: "done"; replies: number; inserts: number };
type Worker = { readonly random: PseudoRandom; sent: number; inserts: number };

export const name = "concurrent_sorted_list";

export async function run(size: Sizes["concurrent_sorted_list"]): Promise<Extra> {
  const { workers, requests, insertPercent, sizePercent } = size;
  let replies = 0;
  let inserts = 0;
  const length = await inSystem<number>((system, done) => {
    const sorted = spawn(
      system,
      (list: SortedList, message: ToList) => {
        switch (message.type) {
          case "insert":
            list.insert(message.value);
            dispatch(message.replyTo, { type: "result", value: message.value });
            break;
          case "contains":
            dispatch(message.replyTo, { type: "result", value: list.contains(message.value) ? 1 : 0 });
            break;
          case "size":
            dispatch(message.replyTo, { type: "result", value: list.size() });
            break;
          case "end":
            done(list.size());
            break;
        }
        return list;
      },
      "sorted",
      { initialState: new SortedList() },
    );

    const master = spawn(
      system,
      (ended: number, message: ToMaster) => {
        replies += message.replies;
        inserts += message.inserts;
        if (ended + 1 === workers) dispatch(sorted, { type: "end" });
        return ended + 1;
      },
      "master",
      { initialState: 0 },
    );

    const worker = (state: Worker, _message: ToWorker, self: { self: Ref<ToWorker> }): Worker => {
      const { random } = state;
      if (state.sent === requests) {
        dispatch(master, { type: "done", replies: state.sent, inserts: state.inserts });
        stop(self.self);
        return state;
      }
      state.sent++;
      const dice = random.nextInt(100);
      if (dice < sizePercent) {
        dispatch(sorted, { type: "size", replyTo: self.self });
      } else if (dice < sizePercent + insertPercent) {
        state.inserts++;
        dispatch(sorted, { type: "insert", value: random.nextInt(), replyTo: self.self });
      } else {
        dispatch(sorted, { type: "contains", value: random.nextInt(), replyTo: self.self });
      }
      return state;
    };
    for (let id = 0; id < workers; id++) {
      const random = new PseudoRandom(id + requests + insertPercent + sizePercent);
      const initialState = { random, sent: 0, inserts: 0 };
      dispatch(spawn(system, worker, `worker-${id}`, { initialState }), { type: "start" });
    }
  });
  check("the count of replies", replies, workers * requests);
  check("the length of the list", length, inserts);
  return {};
}
