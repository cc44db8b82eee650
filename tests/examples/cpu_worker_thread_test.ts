import { assertEquals } from "@std/assert";
import { ask, System } from "../../actors/mod.ts";
import primes from "../../examples/cpu_worker_thread.ts";

Deno.test("cpu_worker_thread.ts exports an actor that counts primes in any system", async () => {
  await using system = new System();
  const ref = system.spawn("primes", primes);
  const counts = [0, 2, 10, 100].map((limit) => ask(ref, { type: "count", limit }));
  assertEquals(await Promise.all(counts), [0, 1, 4, 25]);
});
