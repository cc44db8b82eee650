import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToWorker =
  | { type: "neighbours"; neighbours: readonly Ref<ToWorker>[] }
  | { type: "ping"; sender: number }
  | { type: "pong"; sender: number }
  | { type: "exit" };
type ToSink = { type: "done"; pongs: number };

export const name = "big";

export async function run({ workers, pings }: Sizes["big"]): Promise<Extra> {
  let ended = 0;
  let pongs = 0;
  await inSystem<void>((system, done) => {
    const worker = (id: number): Actor<ToWorker> => (self) => {
      const random = new PseudoRandom(id);
      let neighbours: readonly Ref<ToWorker>[] = [];
      let received = 0;
      let expected = -1;
      return (message) => {
        switch (message.type) {
          case "neighbours":
            neighbours = message.neighbours;
            break;
          case "ping":
            neighbours[message.sender]!.tell({ type: "pong", sender: id });
            break;
          case "pong":
            check("the sender of a pong", message.sender, expected);
            if (received++ === pings) {
              sink.tell({ type: "done", pongs: received - 1 });
            } else {
              expected = random.nextInt(workers);
              neighbours[expected]!.tell({ type: "ping", sender: id });
            }
            break;
          case "exit":
            self.stop();
            if (++ended === workers) done();
            break;
        }
      };
    };
    const refs = Array.from({ length: workers }, (_, id) => system.spawn(worker(id)));
    const sink = system.spawn<ToSink>("sink", () => {
      let finished = 0;
      return (message) => {
        pongs += message.pongs;
        if (++finished === workers) { for (const ref of refs) ref.tell({ type: "exit" }); }
      };
    });

    for (const ref of refs) ref.tell({ type: "neighbours", neighbours: refs });
    for (const ref of refs) ref.tell({ type: "pong", sender: -1 });
  });
  check("the count of pongs", pongs, workers * pings);
  return {};
}
