import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, query, type Ref, spawn } from "./_nact.ts";

type Add = { type: "add"; amount: number; replyTo: Ref<number> };

export const name = "ask";

/** Sequential round trips: the next question goes out when the last is answered. */
export async function run({ asks }: Sizes["ask"]): Promise<Extra> {
  const sum = await inSystem<number>(async (system, done) => {
    const server = spawn(
      system,
      (total: number, message: Add) => {
        dispatch(message.replyTo, total + message.amount);
        return total + message.amount;
      },
      "server",
      { initialState: 0 },
    );

    let last = 0;
    for (let i = 0; i < asks; i++) {
      last = await query(server, (replyTo: Ref<number>): Add => ({ type: "add", amount: 1, replyTo }), 5_000);
    }
    done(last);
  });
  check("the last answer", sum, asks);
  return {};
}
