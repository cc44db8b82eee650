import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { type Colour, colours, complement } from "../_problems.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type Meet = { type: "meet"; colour: Colour; creature: Ref<ToCreature> };
type ToMall = Meet | { type: "faded"; meetings: number };
type ToCreature = { type: "start" } | Meet | { type: "change"; colour: Colour } | { type: "exit" };

export const name = "chameneos";

export async function run({ creatures, meetings }: Sizes["chameneos"]): Promise<Extra> {
  const sum = await inSystem<number>((system, done) => {
    const mall = system.spawn<ToMall>("mall", () => {
      let left = meetings;
      let waiting: Ref<ToCreature> | undefined;
      let faded = 0;
      let met = 0;
      return (message) => {
        switch (message.type) {
          case "meet":
            if (left === 0) {
              message.creature.tell({ type: "exit" });
            } else if (waiting === undefined) {
              waiting = message.creature;
            } else {
              left--;
              waiting.tell(message);
              waiting = undefined;
            }
            break;
          case "faded":
            met += message.meetings;
            if (++faded === creatures) done(met);
            break;
        }
      };
    });

    const creature = (first: Colour): Actor<ToCreature> => (self) => {
      let colour = first;
      let met = 0;
      return (message) => {
        switch (message.type) {
          case "start":
            break;
          case "meet":
            colour = complement(colour, message.colour);
            met++;
            message.creature.tell({ type: "change", colour });
            break;
          case "change":
            colour = message.colour;
            met++;
            break;
          case "exit":
            mall.tell({ type: "faded", meetings: met });
            return self.stop();
        }
        mall.tell({ type: "meet", colour, creature: self.ref });
      };
    };
    for (let i = 0; i < creatures; i++) system.spawn(creature(colours[i % 3]!)).tell({ type: "start" });
  });
  check("the sum of meetings", sum, 2 * meetings);
  return {};
}
