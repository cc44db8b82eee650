import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { busyWait } from "../_work.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type ToRoom = { type: "enter"; customer: Ref<ToCustomer> } | { type: "next" };
type ToBarber = { type: "cut"; customer: Ref<ToCustomer> } | { type: "wait" };
type ToFactory = { type: "start" } | { type: "returned"; customer: Ref<ToCustomer> } | { type: "done" };
type ToCustomer = { type: "full" } | { type: "wait" } | { type: "start" } | { type: "done" };

export const name = "sleeping_barber";

export async function run(size: Sizes["sleeping_barber"]): Promise<Extra> {
  let cuts = 0;
  let waited = 0;
  const attempts = await inSystem<number>((system, done) => {
    const barber = system.spawn<ToBarber>("barber", () => {
      const random = new PseudoRandom();
      return (message) => {
        if (message.type !== "cut") return;
        message.customer.tell({ type: "start" });
        waited += busyWait(random.nextInt(size.wait) + 10);
        cuts++;
        message.customer.tell({ type: "done" });
        room.tell({ type: "next" });
      };
    });

    const room = system.spawn<ToRoom>("room", (self) => {
      const waiting: Ref<ToCustomer>[] = [];
      let asleep = true;
      return (message) => {
        switch (message.type) {
          case "enter":
            if (waiting.length === size.room) {
              message.customer.tell({ type: "full" });
              break;
            }
            waiting.push(message.customer);
            if (asleep) {
              asleep = false;
              self.ref.tell({ type: "next" });
            } else {
              message.customer.tell({ type: "wait" });
            }
            break;
          case "next": {
            const customer = waiting.shift();
            asleep = customer === undefined;
            barber.tell(customer === undefined ? { type: "wait" } : { type: "cut", customer });
            break;
          }
        }
      };
    });

    const customer: Actor<ToCustomer> = (self) => (message) => {
      switch (message.type) {
        case "full":
          factory.tell({ type: "returned", customer: self.ref });
          break;
        case "wait":
        case "start":
          break;
        case "done":
          factory.tell({ type: "done" });
          self.stop();
          break;
      }
    };
    const factory = system.spawn<ToFactory>("factory", (self) => {
      const random = new PseudoRandom();
      let served = 0;
      let tries = 0;
      return (message) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < size.customers; i++) {
              tries++;
              room.tell({ type: "enter", customer: self.spawn(customer) });
              waited += busyWait(random.nextInt(size.wait) + 10);
            }
            break;
          case "returned":
            tries++;
            room.tell({ type: "enter", customer: message.customer });
            break;
          case "done":
            if (++served === size.customers) done(tries);
            break;
        }
      };
    });

    factory.tell({ type: "start" });
  });
  check("the count of haircuts", cuts, size.customers);
  return { attempts };
}
