import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type Message = { type: "next"; next: Ref<Message> } | { type: "token"; left: number } | { type: "exit"; left: number };

export const name = "thread_ring";

export async function run({ actors, hops }: Sizes["thread_ring"]): Promise<Extra> {
  let passed = 0;
  await inSystem<void>((system, done) => {
    const station: Actor<Message> = (self) => {
      let next: Ref<Message>;
      let count = 0;
      return (message) => {
        switch (message.type) {
          case "next":
            next = message.next;
            break;
          case "token":
            count++;
            if (message.left > 1) next.tell({ type: "token", left: message.left - 1 });
            else next.tell({ type: "exit", left: actors });
            break;
          case "exit":
            passed += count;
            self.stop();
            if (message.left > 1) next.tell({ type: "exit", left: message.left - 1 });
            else done();
            break;
        }
      };
    };
    const ring = Array.from({ length: actors }, () => system.spawn(station));
    for (const [i, ref] of ring.entries()) ref.tell({ type: "next", next: ring[(i + 1) % actors]! });
    ring[0]!.tell({ type: "token", left: hops });
  });
  check("the count of hops", passed, hops);
  return {};
}
