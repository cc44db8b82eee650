import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToArbiter =
  | { type: "hungry"; seat: number; replyTo: Ref<ToPhilosopher> }
  | { type: "done"; seat: number }
  | { type: "leave"; meals: number; retries: number };
type ToPhilosopher = { type: "start" } | { type: "eat" } | { type: "denied" };
type Arbiter = { readonly taken: boolean[]; left: number };
type Philosopher = { readonly seat: number; meals: number; retries: number };

export const name = "dining_philosophers";

export async function run(size: Sizes["dining_philosophers"]): Promise<Extra> {
  const { philosophers } = size;
  let meals = 0;
  let retries = 0;
  await inSystem<void>((system, done) => {
    const arbiter = spawn(
      system,
      (state: Arbiter, message: ToArbiter) => {
        const { taken } = state;
        switch (message.type) {
          case "hungry": {
            const right = (message.seat + 1) % philosophers;
            if (taken[message.seat] || taken[right]) {
              dispatch(message.replyTo, { type: "denied" });
            } else {
              taken[message.seat] = taken[right] = true;
              dispatch(message.replyTo, { type: "eat" });
            }
            break;
          }
          case "done":
            taken[message.seat] = taken[(message.seat + 1) % philosophers] = false;
            break;
          case "leave":
            meals += message.meals;
            retries += message.retries;
            if (++state.left === philosophers) done();
            break;
        }
        return state;
      },
      "arbiter",
      { initialState: { taken: new Array<boolean>(philosophers).fill(false), left: 0 } },
    );

    const philosopher = (
      state: Philosopher,
      message: ToPhilosopher,
      self: { self: Ref<ToPhilosopher> },
    ): Philosopher => {
      switch (message.type) {
        case "denied":
          state.retries++;
          dispatch(arbiter, { type: "hungry", seat: state.seat, replyTo: self.self });
          break;
        case "start":
          dispatch(arbiter, { type: "hungry", seat: state.seat, replyTo: self.self });
          break;
        case "eat":
          state.meals++;
          dispatch(arbiter, { type: "done", seat: state.seat });
          if (state.meals < size.meals) {
            dispatch(self.self, { type: "start" });
          } else {
            dispatch(arbiter, { type: "leave", meals: state.meals, retries: state.retries });
            stop(self.self);
          }
          break;
      }
      return state;
    };
    for (let seat = 0; seat < philosophers; seat++) {
      const initialState = { seat, meals: 0, retries: 0 };
      dispatch(spawn(system, philosopher, `philosopher-${seat}`, { initialState }), { type: "start" });
    }
  });
  check("the count of meals", meals, philosophers * size.meals);
  return { retries };
}
