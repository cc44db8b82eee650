import { setImmediate } from "node:timers";
import { natsWire } from "./_nats_wire.ts";
import { watch } from "./_watch.ts";
import { writeAll } from "./_write_all.ts";

/** Messages at a steady rate from one client to another. */
export interface LatencyJob {
  /** The server's port on 127.0.0.1. */
  readonly port: number;
  /** Bytes of a message. */
  readonly size: number;
  /** Messages a second. */
  readonly rate: number;
  /** Messages in all. */
  readonly messages: number;
}

/** How long they took. */
export interface LatencyOutcome {
  readonly seconds: number;
  /** Microseconds that half of them did not take. */
  readonly p50: number;
  /** Microseconds that all but a hundredth did not take. */
  readonly p99: number;
  readonly lost: number;
}

const READ = 64 << 10;
/** Messages in one write at most. */
const BURST = 1000;
/** The share of the messages, the first ones, that is not looked at. */
const WARM_UP = 0.1;

/** Sends them. A message's time begins when it was due, so that whoever holds the sender up is not let off. */
export async function runLatency({ port, size, rate, messages }: LatencyJob): Promise<LatencyOutcome> {
  const wire = natsWire();
  using receiver = await Deno.connect({ hostname: "127.0.0.1", port });
  using sender = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const conn of [receiver, sender]) conn.setNoDelay(true);
  await wire.join(receiver, "receiver");
  await wire.join(sender, "sender");

  const counter = wire.counter(size);
  const took = new Float64Array(messages);
  const block = wire.compose(BURST, size);
  const length = block.length / BURST;
  const watchdog = watch(() => counter.deliveries, () => [receiver, sender].forEach((conn) => conn.close()));
  const start = performance.now();

  async function receive(): Promise<void> {
    const buffer = new Uint8Array(READ);
    for (let seen = 0; seen < messages;) {
      const read = await receiver.read(buffer).catch(() => null);
      if (read === null) return;
      const now = performance.now();
      counter.consume(buffer, read);
      for (; seen < counter.deliveries; seen++) took[seen] = now - start - seen * 1000 / rate;
    }
  }

  async function send(): Promise<void> {
    for (let sent = 0; sent < messages;) {
      const due = Math.min(messages, Math.floor((performance.now() - start) * rate / 1000) + 1, sent + BURST);
      if (due > sent) await writeAll(sender, block.subarray(0, (due - sent) * length));
      sent = due;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  await Promise.all([receive(), send().catch(() => {})]);
  clearInterval(watchdog);
  const seconds = (performance.now() - start) / 1000;
  const sorted = took.slice(Math.floor(messages * WARM_UP), counter.deliveries).sort();
  const at = (share: number) => 1000 * (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN);
  return { seconds, p50: at(0.5), p99: at(0.99), lost: messages - counter.deliveries };
}
