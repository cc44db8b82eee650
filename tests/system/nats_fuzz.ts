/**
 * The long form of `nats_fuzz_test.ts`: `deno task fuzz:nats [SEED] [COMMANDS]` lets clients say a million damaged commands
 * and fails at the first that has an effect which it should not have.
 */
import { assertLess } from "@std/assert";
import { babbles, Fuzz } from "./_nats_fuzz.ts";

const seed = Number(Deno.args[0] ?? Date.now() % 1e9);
const commands = Number(Deno.args[1] ?? 1_000_000);
/** Streams between two looks at what is left behind. */
const ROUND = 20_000;
/** Bytes by which the memory may have grown since the first look. */
const GROWTH = 128 << 20;

console.log(`${commands} damaged commands, seed ${seed}`);
await using fuzz = await Fuzz.start();
const begun = performance.now();
let streams = 0;
let memory = 0;
for (const babble of babbles(seed, commands)) {
  await fuzz.say(babble);
  if (++streams % ROUND !== 0) continue;
  await fuzz.check();
  const { rss } = Deno.memoryUsage();
  memory ||= rss;
  assertLess(rss - memory, GROWTH, "the memory has grown");
  console.log(`${streams} streams, ${fuzz.heard} messages, ${Math.round(rss / 2 ** 20)} MiB`);
}
await fuzz.check();
console.log(
  `${streams} streams, ${fuzz.heard} messages, ${
    Math.round((performance.now() - begun) / 1_000)
  } s: all as it should be`,
);
