import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Message = { type: "next"; next: Ref<Message> } | { type: "token"; left: number } | { type: "exit"; left: number };
type State = { next: Ref<Message> | undefined; hops: number };

export const name = "thread_ring";

export async function run({ actors, hops }: Sizes["thread_ring"]): Promise<Extra> {
  let passed = 0;
  await inSystem<void>((system, done) => {
    const station = (state: State, message: Message, self: { self: Ref<Message> }): State => {
      switch (message.type) {
        case "next":
          state.next = message.next;
          break;
        case "token":
          state.hops++;
          if (message.left > 1) dispatch(state.next!, { type: "token", left: message.left - 1 });
          else dispatch(state.next!, { type: "exit", left: actors });
          break;
        case "exit":
          passed += state.hops;
          stop(self.self);
          if (message.left > 1) dispatch(state.next!, { type: "exit", left: message.left - 1 });
          else done();
          break;
      }
      return state;
    };
    const ring = Array.from(
      { length: actors },
      (_, i) => spawn(system, station, `station-${i}`, { initialState: { next: undefined, hops: 0 } }),
    );
    for (const [i, ref] of ring.entries()) dispatch(ref, { type: "next", next: ring[(i + 1) % actors]! });
    dispatch(ring[0]!, { type: "token", left: hops });
  });
  check("the count of hops", passed, hops);
  return {};
}
