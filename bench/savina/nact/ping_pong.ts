import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn } from "./_nact.ts";

type ToPing = { type: "ping" } | { type: "pong" };
type ToPong = { type: "ping"; replyTo: Ref<ToPing> } | { type: "stop" };

export const name = "ping_pong";

export async function run({ rounds }: Sizes["ping_pong"]): Promise<Extra> {
  const pings = await inSystem<number>((system, done) => {
    const pong = spawn(
      system,
      (count: number, message: ToPong) => {
        switch (message.type) {
          case "ping":
            dispatch(message.replyTo, { type: "pong" });
            return count + 1;
          case "stop":
            done(count);
            return count;
        }
      },
      "pong",
      { initialState: 0 },
    );

    const ping = spawn(
      system,
      (left: number, message: ToPing, self: { self: Ref<ToPing> }) => {
        switch (message.type) {
          case "ping":
            dispatch(pong, { type: "ping", replyTo: self.self });
            return left - 1;
          case "pong":
            if (left > 0) dispatch(self.self, { type: "ping" });
            else dispatch(pong, { type: "stop" });
            return left;
        }
      },
      "ping",
      { initialState: rounds },
    );

    dispatch(ping, { type: "ping" });
  });
  check("the count of pings", pings, rounds);
  return {};
}
