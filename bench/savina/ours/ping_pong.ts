import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { inSystem, type Ref } from "./_ours.ts";

type ToPing = { type: "ping" } | { type: "pong" };
type ToPong = { type: "ping"; replyTo: Ref<ToPing> } | { type: "stop" };

export const name = "ping_pong";

export async function run({ rounds }: Sizes["ping_pong"]): Promise<Extra> {
  const pings = await inSystem<number>((system, done) => {
    const pong = system.spawn<ToPong>("pong", (self) => {
      let count = 0;
      return (message) => {
        switch (message.type) {
          case "ping":
            count++;
            message.replyTo.tell({ type: "pong" });
            break;
          case "stop":
            self.stop();
            done(count);
            break;
        }
      };
    });

    const ping = system.spawn<ToPing>("ping", (self) => {
      let left = rounds;
      return (message) => {
        switch (message.type) {
          case "ping":
            left--;
            pong.tell({ type: "ping", replyTo: self.ref });
            break;
          case "pong":
            if (left > 0) {
              self.ref.tell({ type: "ping" });
            } else {
              pong.tell({ type: "stop" });
              self.stop();
            }
            break;
        }
      };
    });

    ping.tell({ type: "ping" });
  });
  check("the count of pings", pings, rounds);
  return {};
}
