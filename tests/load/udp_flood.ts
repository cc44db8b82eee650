/**
 * The long form of `udp_flood_test.ts`: `deno task flood:udp [RATE] [SECONDS]` sends 100,000 datagrams a second from addresses
 * that cannot receive, and fails when the server makes actors of them or its TCP clients notice.
 */
import { floodUdp } from "./_udp_siege.ts";

const rate = Number(Deno.args[0] ?? 100_000);
const seconds = Number(Deno.args[1] ?? 10);
const { alone, beside, wrongs, before, after, rate: sent } = await floodUdp(rate, seconds);
const text = (service: typeof alone) => `${Math.round(service.came)} messages/s, p99 ${service.p99.toFixed(1)} ms`;
console.log(`20 TCP clients alone: ${text(alone)}`);
console.log(`beside ${sent} datagrams/s: ${text(beside)}`);
console.log(`server: ${before.rss >> 20} MiB before, at most ${after.most >> 20} MiB; ${JSON.stringify(after.counts)}`);
const failures = [
  ...wrongs.slice(0, 10),
  ...after.actors > before.actors ? [`there are ${after.actors} actors: wanted ${before.actors}`] : [],
  ...beside.came < 0.8 * alone.came || beside.p99 >= 50
    ? ["TCP clients suffered: wanted 80 % and a p99 under 50 ms"]
    : [],
];
for (const failure of failures) console.error(failure);
Deno.exit(failures.length === 0 ? 0 : 1);
