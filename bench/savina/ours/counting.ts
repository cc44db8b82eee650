import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { inSystem, type Ref } from "./_ours.ts";

type ToCounter = { type: "increment" } | { type: "retrieve"; replyTo: Ref<ToProducer> };
type ToProducer = { type: "start" } | { type: "total"; total: number };

/** Messages are never changed, so one object serves for all that are alike. */
const increment: ToCounter = { type: "increment" };

export const name = "counting";

export async function run({ messages }: Sizes["counting"]): Promise<Extra> {
  const total = await inSystem<number>((system, done) => {
    // All increments wait at once, and the question behind them.
    const counter = system.spawn<ToCounter>("counter", () => {
      let count = 0;
      return (message) => {
        switch (message.type) {
          case "increment":
            count++;
            break;
          case "retrieve":
            message.replyTo.tell({ type: "total", total: count });
            break;
        }
      };
    }, { capacity: messages + 1 });

    const producer = system.spawn<ToProducer>("producer", (self) => (message) => {
      switch (message.type) {
        case "start":
          for (let i = 0; i < messages; i++) counter.tell(increment);
          counter.tell({ type: "retrieve", replyTo: self.ref });
          break;
        case "total":
          done(message.total);
          break;
      }
    });

    producer.tell({ type: "start" });
  });
  check("the total", total, messages);
  return {};
}
