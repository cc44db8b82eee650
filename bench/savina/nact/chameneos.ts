import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { type Colour, colours, complement } from "../_problems.ts";
import type { Sizes } from "../_sizes.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Meet = { type: "meet"; colour: Colour; creature: Ref<ToCreature> };
type ToMall = Meet | { type: "faded"; meetings: number };
type ToCreature = { type: "start" } | Meet | { type: "change"; colour: Colour } | { type: "exit" };
type Mall = { left: number; waiting: Ref<ToCreature> | undefined; faded: number; meetings: number };
type Creature = { colour: Colour; meetings: number };

export const name = "chameneos";

export async function run({ creatures, meetings }: Sizes["chameneos"]): Promise<Extra> {
  const sum = await inSystem<number>((system, done) => {
    const mall = spawn(
      system,
      (state: Mall, message: ToMall) => {
        switch (message.type) {
          case "meet":
            if (state.left === 0) {
              dispatch(message.creature, { type: "exit" });
            } else if (state.waiting === undefined) {
              state.waiting = message.creature;
            } else {
              state.left--;
              dispatch(state.waiting, message);
              state.waiting = undefined;
            }
            break;
          case "faded":
            state.meetings += message.meetings;
            if (++state.faded === creatures) done(state.meetings);
            break;
        }
        return state;
      },
      "mall",
      { initialState: { left: meetings, waiting: undefined, faded: 0, meetings: 0 } },
    );

    const creature = (state: Creature, message: ToCreature, self: { self: Ref<ToCreature> }): Creature => {
      switch (message.type) {
        case "start":
          break;
        case "meet":
          state.colour = complement(state.colour, message.colour);
          state.meetings++;
          dispatch(message.creature, { type: "change", colour: state.colour });
          break;
        case "change":
          state.colour = message.colour;
          state.meetings++;
          break;
        case "exit":
          dispatch(mall, { type: "faded", meetings: state.meetings });
          stop(self.self);
          return state;
      }
      dispatch(mall, { type: "meet", colour: state.colour, creature: self.self });
      return state;
    };
    for (let i = 0; i < creatures; i++) {
      const initialState = { colour: colours[i % 3]!, meetings: 0 };
      dispatch(spawn(system, creature, `creature-${i}`, { initialState }), { type: "start" });
    }
  });
  check("the sum of meetings", sum, 2 * meetings);
  return {};
}
