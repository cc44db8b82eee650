/**
 * The long form of `hostile_test.ts`: `deno task hostile [CLIENTS] [SECONDS]` measures 50 good clients alone and beside 500
 * hostile ones, and fails when they do not keep 80 % of their throughput and a p99 under 50 ms, or the server its memory.
 */
import { besiege } from "./_hostile.ts";
import type { Service } from "./_good_clients.ts";

const clients = Number(Deno.args[0] ?? 500);
const seconds = Number(Deno.args[1] ?? 30);

function text({ sent, came, median, p99, worst }: Service): string {
  const rate = `${Math.round(sent)} messages/s sent, ${Math.round(came)} came`;
  return `${rate}; latency p50 ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`;
}

const { alone, arrival, beside, wrongs, account, bound, came } = await besiege(clients, 5_000, 6_000, seconds * 1_000);
const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
console.log(`50 good clients alone: ${text(alone)}`);
console.log(`while ${clients} hostile ones came: ${text(arrival)}`);
console.log(`beside ${clients} hostile ones for ${seconds} s: ${text(beside)}`);
console.log(`server: at most ${mib(account.most)} MiB, by its limits ${mib(bound)} MiB`);
console.log(`hostile clients came: ${JSON.stringify(came)}`);
console.log(`counted: ${JSON.stringify(account.counts)}`);
const failures = [
  ...wrongs.slice(0, 10),
  ...beside.came < 0.8 * alone.came ? [`throughput is ${Math.round(beside.came / alone.came * 100)} %: wanted 80`] : [],
  ...arrival.came < 0.8 * alone.came
    ? [`throughput was ${Math.round(arrival.came / alone.came * 100)} % at first`]
    : [],
  ...beside.p99 >= 50 ? [`p99 is ${beside.p99.toFixed(1)} ms: wanted less than 50`] : [],
  ...account.most > bound ? ["the server held more memory than its limits allow"] : [],
  ...account.counts.actors_failed ? [`${account.counts.actors_failed} actors failed`] : [],
];
for (const failure of failures) console.error(failure);
Deno.exit(failures.length === 0 ? 0 : 1);
