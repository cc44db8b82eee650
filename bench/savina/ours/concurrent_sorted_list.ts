import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { SortedList } from "../_sorted_list.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToList =
  | { type: "insert"; value: number; replyTo: Ref<ToWorker> }
  | { type: "contains"; value: number; replyTo: Ref<ToWorker> }
  | { type: "size"; replyTo: Ref<ToWorker> }
  | { type: "end" };
type ToWorker = { type: "start" } | { type: "result"; value: number };
type ToMaster = { type: "done"; replies: number; inserts: number };

export const name = "concurrent_sorted_list";

export async function run(size: Sizes["concurrent_sorted_list"]): Promise<Extra> {
  const { workers, requests, insertPercent, sizePercent } = size;
  let replies = 0;
  let inserts = 0;
  const length = await inSystem<number>((system, done) => {
    const sorted = system.spawn<ToList>("sorted", () => {
      const list = new SortedList();
      return (message) => {
        switch (message.type) {
          case "insert":
            list.insert(message.value);
            message.replyTo.tell({ type: "result", value: message.value });
            break;
          case "contains":
            message.replyTo.tell({ type: "result", value: list.contains(message.value) ? 1 : 0 });
            break;
          case "size":
            message.replyTo.tell({ type: "result", value: list.size() });
            break;
          case "end":
            done(list.size());
            break;
        }
      };
    });

    const master = system.spawn<ToMaster>("master", () => {
      let ended = 0;
      return (message) => {
        replies += message.replies;
        inserts += message.inserts;
        if (++ended === workers) sorted.tell({ type: "end" });
      };
    });

    const worker = (id: number): Actor<ToWorker> => (self) => {
      const random = new PseudoRandom(id + requests + insertPercent + sizePercent);
      let sent = 0;
      let inserted = 0;
      return () => {
        if (sent === requests) {
          master.tell({ type: "done", replies: sent, inserts: inserted });
          return self.stop();
        }
        sent++;
        const dice = random.nextInt(100);
        if (dice < sizePercent) {
          sorted.tell({ type: "size", replyTo: self.ref });
        } else if (dice < sizePercent + insertPercent) {
          inserted++;
          sorted.tell({ type: "insert", value: random.nextInt(), replyTo: self.ref });
        } else {
          sorted.tell({ type: "contains", value: random.nextInt(), replyTo: self.ref });
        }
      };
    };
    for (let id = 0; id < workers; id++) system.spawn(worker(id)).tell({ type: "start" });
  });
  check("the count of replies", replies, workers * requests);
  check("the length of the list", length, inserts);
  return {};
}
