import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import { PseudoRandom } from "../_random.ts";
import type { Sizes } from "../_sizes.ts";
import { busyWait } from "../_work.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type ToRoom = { type: "enter"; customer: Ref<ToCustomer> } | { type: "next" };
type ToBarber = { type: "cut"; customer: Ref<ToCustomer> } | { type: "wait" };
type ToFactory = { type: "start" } | { type: "returned"; customer: Ref<ToCustomer> } | { type: "done" };
type ToCustomer = { type: "full" } | { type: "wait" } | { type: "start" } | { type: "done" };
type Room = { readonly waiting: Ref<ToCustomer>[]; asleep: boolean };
type Barber = { readonly random: PseudoRandom; cuts: number; waited: number };
type Factory = { readonly random: PseudoRandom; done: number; attempts: number; waited: number };

export const name = "sleeping_barber";

export async function run(size: Sizes["sleeping_barber"]): Promise<Extra> {
  let cuts = 0;
  const attempts = await inSystem<number>((system, done) => {
    const barber = spawn(
      system,
      (state: Barber, message: ToBarber) => {
        if (message.type === "cut") {
          dispatch(message.customer, { type: "start" });
          state.waited += busyWait(state.random.nextInt(size.wait) + 10);
          cuts = ++state.cuts;
          dispatch(message.customer, { type: "done" });
          dispatch(room, { type: "next" });
        }
        return state;
      },
      "barber",
      { initialState: { random: new PseudoRandom(), cuts: 0, waited: 0 } },
    );

    const room = spawn(
      system,
      (state: Room, message: ToRoom, self: { self: Ref<ToRoom> }) => {
        switch (message.type) {
          case "enter":
            if (state.waiting.length === size.room) {
              dispatch(message.customer, { type: "full" });
              break;
            }
            state.waiting.push(message.customer);
            if (state.asleep) {
              state.asleep = false;
              dispatch(self.self, { type: "next" });
            } else {
              dispatch(message.customer, { type: "wait" });
            }
            break;
          case "next": {
            const customer = state.waiting.shift();
            state.asleep = customer === undefined;
            dispatch(barber, customer === undefined ? { type: "wait" } : { type: "cut", customer });
            break;
          }
        }
        return state;
      },
      "room",
      { initialState: { waiting: [], asleep: true } },
    );

    const customer = (_: undefined, message: ToCustomer, self: { self: Ref<ToCustomer> }): undefined => {
      switch (message.type) {
        case "full":
          return dispatch(factory, { type: "returned", customer: self.self }) as undefined;
        case "wait":
        case "start":
          return;
        case "done":
          dispatch(factory, { type: "done" });
          return stop(self.self) as undefined;
      }
    };
    const factory = spawn(
      system,
      (state: Factory, message: ToFactory) => {
        switch (message.type) {
          case "start":
            for (let i = 0; i < size.customers; i++) {
              state.attempts++;
              dispatch(room, { type: "enter", customer: spawn(system, customer, `customer-${i}`) });
              state.waited += busyWait(state.random.nextInt(size.wait) + 10);
            }
            break;
          case "returned":
            state.attempts++;
            dispatch(room, { type: "enter", customer: message.customer });
            break;
          case "done":
            if (++state.done === size.customers) done(state.attempts);
            break;
        }
        return state;
      },
      "factory",
      { initialState: { random: new PseudoRandom(), done: 0, attempts: 0, waited: 0 } },
    );

    dispatch(factory, { type: "start" });
  });
  check("the count of haircuts", cuts, size.customers);
  return { attempts };
}
