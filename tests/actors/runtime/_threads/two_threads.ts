import { ask, describeError, spawnWorker, System } from "../../../../actors/mod.ts";
import type { Order } from "./clerk.ts";

// A program of its own, to be run with as few permissions as it needs.

console.log("imported");
const system = new System();
system.events().subscribe((event) => {
  if (event.type === "failed") console.log(`failed: ${describeError(event.error)}`);
});
const refs = ["one", "two"].map((name) =>
  spawnWorker<Order>(system, name, import.meta.resolve("./clerk.ts"), { restart: "temporary" })
);
try {
  for (const [n, ref] of refs.entries()) {
    console.log("answer", await ask(ref, { type: "query", what: n + 1 }, { timeout: 10_000 }));
  }
} catch {
  // The event has said why.
}
await system.shutdown();
