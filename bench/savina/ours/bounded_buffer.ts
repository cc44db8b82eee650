import { check } from "../_check.ts";
import type { Extra } from "../_extra.ts";
import type { Sizes } from "../_sizes.ts";
import { processItem } from "../_work.ts";
import { type Actor, inSystem, type Ref } from "./_ours.ts";

type Item = { type: "item"; value: number; producer: Ref<ToProducer> };
type ToManager = Item | { type: "available"; consumer: Ref<ToConsumer> } | { type: "ended" };
type ToProducer = { type: "produce" };
type ToConsumer = Item | { type: "exit" };

export const name = "bounded_buffer";

export async function run(size: Sizes["bounded_buffer"]): Promise<Extra> {
  const { buffer, producers, consumers, items, cost } = size;
  let consumed = 0;
  let stopped = 0;
  await inSystem<void>((system, done) => {
    const manager = system.spawn<ToManager>("manager", () => {
      const parked: Ref<ToProducer>[] = [];
      const free: Ref<ToConsumer>[] = [];
      const pending: Item[] = [];
      let ended = 0;
      const endWhenIdle = () => {
        if (ended < producers || free.length < consumers) return;
        for (const consumer of free) consumer.tell({ type: "exit" });
      };
      return (message) => {
        switch (message.type) {
          case "item": {
            const consumer = free.shift();
            if (consumer === undefined) pending.push(message);
            else consumer.tell(message);
            if (pending.length >= buffer - producers) parked.push(message.producer);
            else message.producer.tell({ type: "produce" });
            break;
          }
          case "available": {
            const item = pending.shift();
            if (item === undefined) {
              free.push(message.consumer);
              endWhenIdle();
            } else {
              message.consumer.tell(item);
              parked.shift()?.tell({ type: "produce" });
            }
            break;
          }
          case "ended":
            ended++;
            endWhenIdle();
            break;
        }
      };
    });

    const consumer: Actor<ToConsumer> = (self) => {
      let value = 0;
      return (message) => {
        switch (message.type) {
          case "item":
            value = processItem(value + message.value, cost);
            consumed++;
            manager.tell({ type: "available", consumer: self.ref });
            break;
          case "exit":
            self.stop();
            if (++stopped === consumers) done();
            break;
        }
      };
    };
    const producer: Actor<ToProducer> = (self) => {
      let value = 0;
      let produced = 0;
      return () => {
        if (produced++ === items) {
          manager.tell({ type: "ended" });
          return self.stop();
        }
        value = processItem(value, cost);
        manager.tell({ type: "item", value, producer: self.ref });
      };
    };
    for (let i = 0; i < consumers; i++) manager.tell({ type: "available", consumer: system.spawn(consumer) });
    for (let i = 0; i < producers; i++) system.spawn(producer).tell({ type: "produce" });
  });
  check("the count of consumed items", consumed, producers * items);
  return {};
}
