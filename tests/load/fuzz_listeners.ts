/**
 * The long form of `fuzz_listeners_test.ts`: `deno task fuzz:listeners [SEED] [STRANGERS]` lets 100,000 strangers say damaged
 * things to every listener, and fails when something comes of it.
 */
import { ListenerFuzz } from "./_fuzz_listeners.ts";

const seed = Number(Deno.args[0] ?? Date.now() % 1e9);
const strangers = Number(Deno.args[1] ?? 100_000);
/** Strangers between two looks at what is left behind. */
const ROUND = 2_000;

console.log(`${strangers} strangers, seed ${seed}`);
await using fuzz = await ListenerFuzz.start(seed);
const begun = performance.now();
await fuzz.frames();
for (let done = 0; done < strangers; done += ROUND) {
  await fuzz.round(Math.min(ROUND, strangers - done));
  await fuzz.check();
}
console.log(JSON.stringify(fuzz.came));
console.log(
  `${Math.round((performance.now() - begun) / 1_000)} s, ${Deno.memoryUsage().rss >> 20} MiB: nothing came of it`,
);
