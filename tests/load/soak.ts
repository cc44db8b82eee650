/**
 * `deno task soak [SECONDS]`: a mixed load with clients that come and go, ten minutes where nothing is said. Fails when the
 * server keeps a descriptor, a connection or an actor of one that has gone, or 5 % more memory than after the first minute.
 */
import { assertEquals, assertLess } from "@std/assert";
import { Soak } from "./_soak.ts";

const seconds = Number(Deno.args[0] ?? 600);
const first = Math.min(60, seconds / 2);

await using soak = await Soak.start(12);
const report = async (after: number) => {
  const holding = await soak.holding();
  const { rss, heap, external, descriptors, actors } = holding;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `${Math.round(after)} s: ${soak.visits} visits, resident ${mib(rss)}, heap ${mib(heap)}, buffers ${
      mib(external)
    }, ${descriptors} descriptors, ${actors} actors`,
  );
  return holding;
};
await soak.load(first * 1_000);
const begin = await report(first);
let end = begin;
for (let at = first; at < seconds;) {
  const span = Math.min(60, seconds - at);
  await soak.load(span * 1_000);
  end = await report(at += span);
}
assertEquals(end.failed, 0, "actors have failed");
assertLess(end.rss, begin.rss * 1.05, "the resident memory has grown");
console.log(`resident memory ${((end.rss / begin.rss - 1) * 100).toFixed(1)} %`);
