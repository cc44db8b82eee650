import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { processItem } from "../_work.ts";
import { dispatch, inSystem, type Ref, spawn, stop } from "./_nact.ts";

type Item = { type: "item"; value: number; producer: Ref<ToProducer> };
type ToManager = Item | { type: "available"; consumer: Ref<ToConsumer> } | { type: "ended" };
type ToProducer = { type: "produce" };
type ToConsumer = Item | { type: "exit" };
type Manager = {
  ended: number;
  readonly parked: Ref<ToProducer>[];
  readonly free: Ref<ToConsumer>[];
  readonly pending: Item[];
};
type Producer = { value: number; produced: number };
type Consumer = { value: number; consumed: number };

export const name = "bounded_buffer";

export async function run(size: Sizes["bounded_buffer"]): Promise<Extra> {
  const { buffer, producers, consumers, items, cost } = size;
  let consumed = 0;
  let ended = 0;
  await inSystem<void>((system, done) => {
    const endWhenIdle = (state: Manager) => {
      if (state.ended < producers || state.free.length < consumers) return;
      for (const consumer of state.free) dispatch(consumer, { type: "exit" });
    };
    const manager = spawn(
      system,
      (state: Manager, message: ToManager) => {
        switch (message.type) {
          case "item": {
            const consumer = state.free.shift();
            if (consumer === undefined) state.pending.push(message);
            else dispatch(consumer, message);
            if (state.pending.length >= buffer - producers) state.parked.push(message.producer);
            else dispatch(message.producer, { type: "produce" });
            break;
          }
          case "available": {
            const item = state.pending.shift();
            if (item === undefined) {
              state.free.push(message.consumer);
              endWhenIdle(state);
            } else {
              dispatch(message.consumer, item);
              const producer = state.parked.shift();
              if (producer !== undefined) dispatch(producer, { type: "produce" });
            }
            break;
          }
          case "ended":
            state.ended++;
            endWhenIdle(state);
            break;
        }
        return state;
      },
      "manager",
      { initialState: { ended: 0, parked: [], free: [], pending: [] } },
    );

    const consumer = (state: Consumer, message: ToConsumer, self: { self: Ref<ToConsumer> }): Consumer => {
      switch (message.type) {
        case "item":
          state.value = processItem(state.value + message.value, cost);
          state.consumed++;
          dispatch(manager, { type: "available", consumer: self.self });
          break;
        case "exit":
          consumed += state.consumed;
          stop(self.self);
          if (++ended === consumers) done();
          break;
      }
      return state;
    };
    const producer = (state: Producer, _message: ToProducer, self: { self: Ref<ToProducer> }): Producer => {
      if (state.produced === items) {
        dispatch(manager, { type: "ended" });
        stop(self.self);
        return state;
      }
      state.produced++;
      state.value = processItem(state.value, cost);
      dispatch(manager, { type: "item", value: state.value, producer: self.self });
      return state;
    };
    for (let i = 0; i < consumers; i++) {
      const ref = spawn(system, consumer, `consumer-${i}`, { initialState: { value: 0, consumed: 0 } });
      dispatch(manager, { type: "available", consumer: ref });
    }
    for (let i = 0; i < producers; i++) {
      const ref = spawn(system, producer, `producer-${i}`, { initialState: { value: 0, produced: 0 } });
      dispatch(ref, { type: "produce" });
    }
  });
  check("the count of consumed items", consumed, producers * items);
  return {};
}
