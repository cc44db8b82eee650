/**
 * The load generator: one client sends as fast as the server takes it, others count what arrives. A process of its own
 * that takes jobs as lines of JSON and answers each with one line of JSON:
 *
 *     echo '{"protocol":"line","port":9000,"receivers":10,"size":16,"messages":100000}' | deno run --allow-net _load.ts
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { type LatencyJob, runLatency } from "./_latency.ts";
import { lineWire } from "./_line_wire.ts";
import { mqttWire } from "./_mqtt_wire.ts";
import { natsWire } from "./_nats_wire.ts";
import { redisWire } from "./_redis_wire.ts";
import { type RequestsJob, runRequests } from "./_requests.ts";
import { watch } from "./_watch.ts";
import type { Counter, WireProtocol } from "./_wire_protocol.ts";

/** What to do. */
export interface Job {
  /** Which protocol to speak. */
  readonly protocol: keyof typeof PROTOCOLS;
  /** The server's port on 127.0.0.1. */
  readonly port: number;
  /** The port of the receivers' server, where that is another one. */
  readonly receiverPort?: number;
  /** How long to wait before the first message, in milliseconds, until another server knows of the receivers. */
  readonly settle?: number;
  /** Clients that get every message. */
  readonly receivers: number;
  /** Bytes of a message. */
  readonly size: number;
  /** Clients that send; one by default. */
  readonly senders?: number;
  /** Messages that each of them sends. */
  readonly messages: number;
  /** Whether every byte that arrives is compared with what was sent: right, but slower. */
  readonly check?: boolean;
}

/** What came of it. */
export interface Outcome {
  /** From the first write until the last delivery. */
  readonly seconds: number;
  /** Messages that arrived, at all receivers together. */
  readonly delivered: number;
  /** Deliveries that never came; below 0 when there were too many. */
  readonly lost: number;
  /** Bytes that came back to the sender, who should get none. */
  readonly echoed: number;
}

const PROTOCOLS = {
  line: lineWire,
  nats: natsWire(),
  "nats on 1,000 subjects": natsWire({ subjects: 1000 }),
  "nats with a wildcard": natsWire({ subjects: 1000, wildcard: true }),
  redis: redisWire,
  mqtt: mqttWire,
} satisfies Record<string, WireProtocol>;

/** Bytes that are composed, or what it takes to come round. */
const BLOCK = 64 << 10;
/** Bytes in one write. */
const WRITE = 64 << 10;
/** Bytes that one read takes at most. */
const READ = 64 << 10;

/** One receiver: reads until it has all, or there is no more to come. */
async function receive(conn: Deno.Conn, counter: Counter, messages: number): Promise<void> {
  const buffer = new Uint8Array(READ);
  while (counter.deliveries < messages) {
    const size = await conn.read(buffer).catch(() => null);
    if (size === null) return;
    counter.consume(buffer, size);
  }
}

/** Writes the block again and again, and at last only a part of it. */
async function send(conn: Deno.Conn, block: Uint8Array, bytes: number): Promise<void> {
  while (bytes > 0) {
    const part = bytes < block.length ? block.subarray(0, bytes) : block;
    for (let at = 0; at < part.length;) at += await conn.write(part.subarray(at, at + WRITE));
    bytes -= part.length;
  }
}

/** Counts what the sender gets, until its connection is closed. */
async function listen(conn: Deno.Conn): Promise<number> {
  const buffer = new Uint8Array(READ);
  for (let bytes = 0;;) {
    const size = await conn.read(buffer).catch(() => null);
    if (size === null) return bytes;
    bytes += size;
  }
}

async function join(job: Job, wire: WireProtocol, role: "sender" | "receiver"): Promise<Deno.TcpConn> {
  const { port, receiverPort = port } = job;
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: role === "sender" ? port : receiverPort });
  conn.setNoDelay(true);
  await wire.join(conn, role);
  return conn;
}

/** Closes what may be closed already. */
function close(conn: Deno.Conn): void {
  conn[Symbol.dispose]();
}

/** Does one job. Rejects when what arrived is not what was sent, or a client was not let in. */
export async function run(job: Job): Promise<Outcome> {
  const wire: WireProtocol = PROTOCOLS[job.protocol];
  const { period = 1 } = wire;
  const inBlock = Math.max(1, Math.floor(BLOCK / wire.compose(1, job.size).length / period)) * period;
  const block = wire.compose(inBlock, job.size);
  const all = job.messages * (job.senders ?? 1);
  const receivers: Deno.Conn[] = [];
  const senders: Deno.Conn[] = [];
  try {
    for (let i = 0; i < job.receivers; i++) receivers.push(await join(job, wire, "receiver"));
    for (let i = 0; i < (job.senders ?? 1); i++) senders.push(await join(job, wire, "sender"));
    await new Promise((resolve) => setTimeout(resolve, job.settle ?? 0));
    // What several senders send is in no order that could be compared.
    const expected = job.check && senders.length === 1 ? block : undefined;
    const counters = receivers.map(() => wire.counter(job.size, expected));
    const delivered = () => counters.reduce((sum, { deliveries }) => sum + deliveries, 0);
    const echoes = senders.map(listen);
    const watchdog = watch(delivered, () => receivers.forEach(close));
    try {
      const start = performance.now();
      const received = receivers.map((conn, i) => receive(conn, counters[i]!, all));
      const bytes = job.messages * (block.length / inBlock);
      // A sender that is thrown out shows as loss.
      const sent = senders.map((sender) => send(sender, block, bytes).catch(() => {}));
      await Promise.all(received);
      const seconds = (performance.now() - start) / 1000;
      const count = delivered();
      senders.forEach(close);
      await Promise.all(sent);
      const echoed = (await Promise.all(echoes)).reduce((sum, size) => sum + size, 0);
      return { seconds, delivered: count, lost: all * job.receivers - count, echoed: wire.speaks ? 0 : echoed };
    } finally {
      clearInterval(watchdog);
    }
  } finally {
    [...senders, ...receivers].forEach(close);
  }
}

/** Anything that it can be asked to do. */
export type AnyJob = Job | RequestsJob | LatencyJob;

function perform(job: AnyJob): Promise<unknown> {
  if ("inFlight" in job) return runRequests(job);
  if ("rate" in job) return runLatency(job);
  return run(job);
}

if (import.meta.main) {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const answer = await perform(JSON.parse(line)).catch((error: Error) => ({ failed: error.message }));
    console.log(JSON.stringify(answer));
  }
}
