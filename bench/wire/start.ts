/**
 * How fast an embedded server is there and gone: from `startMailroom({ nats: { port: 0 } })` until a client has its first
 * message, and how long disposing takes, in milliseconds.
 *
 *     deno task bench:start [--runs 50] [--json]
 *
 * @module
 */
import { parseArgs } from "node:util";
import { summarize, type Summary } from "../savina/_statistics.ts";
import { startMailroom } from "../../server/mailroom.ts";

/** The parts of one life, in milliseconds. */
interface Times {
  /** Until it listens. */
  readonly listening: number;
  /** Until a client that connected, subscribed and published has its message; counted from the start too. */
  readonly delivered: number;
  /** Disposing it, while the client is still there. */
  readonly disposed: number;
}

const SESSION = new TextEncoder().encode('CONNECT {"verbose":false}\r\nSUB greeting 1\r\nPUB greeting 5\r\nhello\r\n');
const DELIVERY = "MSG greeting 1 5\r\nhello\r\n";

async function live(): Promise<Times> {
  const start = performance.now();
  const mailroom = await startMailroom({ nats: { port: 0 } });
  const listening = performance.now();
  using client = await Deno.connect({ hostname: "127.0.0.1", port: mailroom.addresses.nats!.port });
  await client.write(SESSION);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  for (let heard = ""; !heard.endsWith(DELIVERY);) {
    const size = await client.read(buffer);
    if (size === null) throw new Error(`Cannot go on: closed after ${JSON.stringify(heard)}, wanted a message`);
    heard += decoder.decode(buffer.subarray(0, size));
  }
  const delivered = performance.now();
  await mailroom[Symbol.asyncDispose]();
  const disposed = performance.now();
  return { listening: listening - start, delivered: delivered - start, disposed: disposed - delivered };
}

const { values } = parseArgs({
  options: { runs: { type: "string", default: "50" }, json: { type: "boolean", default: false } },
});
// Nothing has been compiled yet: what the first test of a suite waits for.
const first = await live();
const lives: Times[] = [];
while (lives.length < Number(values.runs)) lives.push(await live());

const titles = { listening: "start to listening", delivered: "start to first message", disposed: "dispose" };
const keys = ["listening", "delivered", "disposed"] as const;
const summaries = keys.map((key): [typeof key, Summary] => [key, summarize(lives.map((times) => times[key]))]);
if (values.json) {
  console.log(JSON.stringify({ runs: lives.length, first, ...Object.fromEntries(summaries) }, null, 2));
} else {
  console.log(`Milliseconds, median of ${lives.length} servers (quartiles), and the first one of all:`);
  for (const [key, { lower, median, upper }] of summaries) {
    const figures = `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)}), first ${first[key].toFixed(1)}`;
    console.log(`  ${titles[key].padEnd(22)} ${figures}`);
  }
}
