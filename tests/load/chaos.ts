/**
 * The long form of `chaos_test.ts`: `deno task chaos [SEED] [KILLS] [CLIENTS]` kills a thousand actors under 200 clients
 * and fails when one of them misses or repeats a message.
 */
import { seededRandom } from "../../actors/testing.ts";
import { Chaos } from "./_chaos.ts";

const seed = Number(Deno.args[0] ?? Date.now() % 1e9);
const kills = Number(Deno.args[1] ?? 1_000);
const clients = Number(Deno.args[2] ?? 200);

console.log(`${kills} kills, ${clients} clients, seed ${seed}`);
const begun = performance.now();
await using chaos = await Chaos.start(clients);
const random = seededRandom(seed);
while (chaos.killed < kills) await chaos.round(random);
await chaos.check();
const seconds = Math.round((performance.now() - begun) / 100) / 10;
console.log(`${JSON.stringify(chaos.kills)}, ${chaos.received} messages, ${seconds} s: none was missed or repeated`);
