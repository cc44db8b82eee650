import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { dictionaryData } from "../_problems.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToDictionary =
  | { type: "write"; key: number; value: number; replyTo: Ref<ToWorker> }
  | { type: "read"; key: number; replyTo: Ref<ToWorker> };
type ToWorker = { type: "start" } | { type: "result"; value: number | undefined };
type ToMaster = { type: "done"; replies: number };

export const name = "concurrent_dictionary";

export async function run(size: Sizes["concurrent_dictionary"]): Promise<Extra> {
  const { workers, requests, writePercent } = size;
  const replies = await inSystem<number>((system, done) => {
    const dictionary = system.spawn<ToDictionary>("dictionary", () => {
      const map = dictionaryData(size.keys);
      return (message) => {
        switch (message.type) {
          case "write":
            map.set(message.key, message.value);
            message.replyTo.tell({ type: "result", value: message.value });
            break;
          case "read":
            message.replyTo.tell({ type: "result", value: map.get(message.key) });
            break;
        }
      };
    });

    const master = system.spawn<ToMaster>("master", () => {
      let ended = 0;
      let sum = 0;
      return (message) => {
        sum += message.replies;
        if (++ended === workers) done(sum);
      };
    });

    const worker = (id: number): Actor<ToWorker> => (self) => {
      const random = new PseudoRandom(id + requests + writePercent);
      let sent = 0;
      return () => {
        if (sent === requests) {
          master.tell({ type: "done", replies: sent });
          return self.stop();
        }
        sent++;
        if (random.nextInt(100) < writePercent) {
          dictionary.tell({ type: "write", key: random.nextInt(), value: random.nextInt(), replyTo: self.ref });
        } else {
          dictionary.tell({ type: "read", key: random.nextInt(), replyTo: self.ref });
        }
      };
    };
    for (let id = 0; id < workers; id++) system.spawn(worker(id)).tell({ type: "start" });
  });
  check("the count of replies", replies, workers * requests);
  return {};
}
