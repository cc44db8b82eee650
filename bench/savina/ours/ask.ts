import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { ask, inSystem, type Ref } from "./_ours.ts";

type Add = { type: "add"; amount: number; replyTo: Ref<number> };

export const name = "ask";

/** Sequential round trips: the next question goes out when the last is answered. */
export async function run({ asks }: Sizes["ask"]): Promise<Extra> {
  const sum = await inSystem<number>(async (system, done) => {
    const server = system.spawn<Add>("server", () => {
      let total = 0;
      return (message) => {
        total += message.amount;
        message.replyTo.tell(total);
      };
    });

    let last = 0;
    for (let i = 0; i < asks; i++) last = await ask(server, { type: "add", amount: 1 });
    done(last);
  });
  check("the last answer", sum, asks);
  return {};
}
