import { type Actor, ask, type Ref, supervisor, System, worker } from "../../../../actors/mod.ts";
import type { Order } from "./clerk.ts";

// A plain Worker that uses the library as any program does, threads included.

type Counter = { readonly type: "add" } | { readonly type: "fail" } | {
  readonly type: "get";
  readonly replyTo: Ref<number>;
};

const counter: Actor<Counter> = () => {
  let count = 0;
  return (message) => {
    if (message.type === "add") count++;
    else if (message.type === "get") message.replyTo.tell(count);
    else throw new Error("boom");
  };
};

await using system = new System();
system.events().subscribe(() => {});
const { promise, resolve } = Promise.withResolvers<Ref<Counter>>();
system.spawn("supervisor", supervisor({ intensity: 3 }, (self) => resolve(self.spawn("counter", counter))));
const ref = await promise;
for (const type of ["add", "add", "fail", "add"] as const) ref.tell({ type });
const count = await ask(ref, { type: "get" });

const clerk = system.spawn("clerk", worker<Order>(import.meta.resolve("./clerk.ts")));
const answer = await ask(clerk, { type: "query", what: "from two threads down" }, { timeout: 10_000 });

(globalThis as unknown as Worker).postMessage({ count, answer });
