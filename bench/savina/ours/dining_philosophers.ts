import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToArbiter =
  | { type: "hungry"; seat: number; replyTo: Ref<ToPhilosopher> }
  | { type: "done"; seat: number }
  | { type: "leave"; meals: number; retries: number };
type ToPhilosopher = { type: "start" } | { type: "eat" } | { type: "denied" };

export const name = "dining_philosophers";

export async function run(size: Sizes["dining_philosophers"]): Promise<Extra> {
  const { philosophers } = size;
  let meals = 0;
  let retries = 0;
  await inSystem<void>((system, done) => {
    const arbiter = system.spawn<ToArbiter>("arbiter", () => {
      const taken = new Array<boolean>(philosophers).fill(false);
      let left = 0;
      return (message) => {
        switch (message.type) {
          case "hungry": {
            const right = (message.seat + 1) % philosophers;
            if (taken[message.seat] || taken[right]) {
              message.replyTo.tell({ type: "denied" });
            } else {
              taken[message.seat] = taken[right] = true;
              message.replyTo.tell({ type: "eat" });
            }
            break;
          }
          case "done":
            taken[message.seat] = taken[(message.seat + 1) % philosophers] = false;
            break;
          case "leave":
            meals += message.meals;
            retries += message.retries;
            if (++left === philosophers) done();
            break;
        }
      };
    });

    const philosopher = (seat: number): Actor<ToPhilosopher> => (self) => {
      let eaten = 0;
      let denied = 0;
      return (message) => {
        switch (message.type) {
          case "denied":
            denied++;
            arbiter.tell({ type: "hungry", seat, replyTo: self.ref });
            break;
          case "start":
            arbiter.tell({ type: "hungry", seat, replyTo: self.ref });
            break;
          case "eat":
            eaten++;
            arbiter.tell({ type: "done", seat });
            if (eaten < size.meals) {
              self.ref.tell({ type: "start" });
            } else {
              arbiter.tell({ type: "leave", meals: eaten, retries: denied });
              self.stop();
            }
            break;
        }
      };
    };
    for (let seat = 0; seat < philosophers; seat++) system.spawn(philosopher(seat)).tell({ type: "start" });
  });
  check("the count of meals", meals, philosophers * size.meals);
  return { retries };
}
