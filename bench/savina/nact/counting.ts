import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn } from "./_nact.ts";

type ToCounter = { type: "increment" } | { type: "retrieve"; replyTo: Ref<ToProducer> };
type ToProducer = { type: "start" } | { type: "total"; total: number };

export const name = "counting";

export async function run({ messages }: Sizes["counting"]): Promise<Extra> {
  const total = await inSystem<number>((system, done) => {
    const counter = spawn(
      system,
      (count: number, message: ToCounter) => {
        switch (message.type) {
          case "increment":
            return count + 1;
          case "retrieve":
            dispatch(message.replyTo, { type: "total", total: count });
            return count;
        }
      },
      "counter",
      { initialState: 0 },
    );

    const producer = spawn(system, (_: undefined, message: ToProducer, self: { self: Ref<ToProducer> }) => {
      switch (message.type) {
        case "start":
          for (let i = 0; i < messages; i++) dispatch(counter, { type: "increment" });
          dispatch(counter, { type: "retrieve", replyTo: self.self });
          return;
        case "total":
          return done(message.total);
      }
    }, "producer");

    dispatch(producer, { type: "start" });
  });
  check("the total", total, messages);
  return {};
}
