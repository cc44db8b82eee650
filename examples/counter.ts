/**
 * Actors alone, without a server: define, spawn, tell, ask, supervise. Needs no permission.
 *
 *     deno run examples/counter.ts
 */
import { type Actor, ask, describeReason, type Ref, supervisor, System } from "@mailroom/mailroom/actors";

// Define: a type for the messages, and a factory that keeps the state. A question carries a `replyTo`.
type Counter =
  | { readonly type: "add"; readonly by: number }
  | { readonly type: "get"; readonly replyTo: Ref<number> };

const counter: Actor<Counter> = (self) => {
  let count = 0;
  return (message) => {
    switch (message.type) {
      case "add":
        if (!Number.isInteger(message.by)) throw new RangeError(`Cannot add ${message.by}: wanted an integer`);
        count += message.by;
        return;
      case "get":
        console.log(`${self.name}, incarnation ${self.incarnation}, is asked`);
        message.replyTo.tell(count);
    }
  };
};

// What a system does can be listened to; where nobody does, failures are printed.
await using system = new System();
system.events().subscribe((event) => {
  if (event.type === "restarting") console.log(`a counter restarts: ${describeReason(event.reason)}`);
});

// Spawn and supervise: one crash restarts that counter alone; a fourth within a second would end the supervisor.
const { promise: spawned, resolve } = Promise.withResolvers<readonly [Ref<Counter>, Ref<Counter>]>();
const tree = supervisor({ strategy: "one-for-one", intensity: 3, period: 1_000 }, (self) => {
  resolve([self.spawn("apples", counter), self.spawn("pears", counter)]);
});
system.spawn("counters", tree);
const [apples, pears] = await spawned;

// Tell and ask: messages of one sender are handled in order, so the question finds both additions done.
apples.tell({ type: "add", by: 1 });
apples.tell({ type: "add", by: 2 });
pears.tell({ type: "add", by: 5 });
console.log(`apples: ${await ask(apples, { type: "get" })}`);

// Crash: only the message that failed is lost. The next incarnation handles the one behind it; the ref is the same.
apples.tell({ type: "add", by: 0.5 });
apples.tell({ type: "add", by: 10 });
console.log(`apples: ${await ask(apples, { type: "get" })}`);
console.log(`pears: ${await ask(pears, { type: "get" })}`);
