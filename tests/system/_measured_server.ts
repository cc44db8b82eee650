// A server that measures itself: after each line on its standard input it prints the most memory that it has used since
// the line before, in bytes, and what it has counted.
import { startMailroom } from "../../mod.ts";
import { stderrLog } from "../../cli/log.ts";

const log = stderrLog("warn");
const mailroom = await startMailroom({ line: { port: 0 }, limits: { maxPending: 4 << 20 }, log });
const { hostname, port } = mailroom.addresses.line!;
console.log(`listening line tcp://${hostname}:${port}`);

let most = used();
setInterval(() => most = Math.max(most, used()), 2);

/** Heap and buffers. */
function used(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

for await (const _ of Deno.stdin.readable) {
  console.log(JSON.stringify({ most, ...mailroom.counts() }));
  most = used();
}
