/**
 * The load generator: one client sends as fast as the server takes it, others count what arrives. A process of its own
 * that takes jobs as lines of JSON and answers each with one line of JSON:
 *
 *     echo '{"protocol":"line","port":9000,"receivers":10,"size":16,"messages":100000}' | deno run --allow-net _load.ts
 *
 * @module
 */
import { TextLineStream } from "@std/streams/text-line-stream";
import { lineWire } from "./_line_wire.ts";
import type { Counter, WireProtocol } from "./_wire_protocol.ts";

/** What to do. */
export interface Job {
  /** Which protocol to speak. */
  readonly protocol: keyof typeof PROTOCOLS;
  /** The server's port on 127.0.0.1. */
  readonly port: number;
  /** Clients that get every message. */
  readonly receivers: number;
  /** Bytes of a message. */
  readonly size: number;
  /** Messages to send. */
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

const PROTOCOLS = { line: lineWire } satisfies Record<string, WireProtocol>;

/** Bytes in one write. */
const BLOCK = 64 << 10;
/** Bytes that one read takes at most. */
const READ = 64 << 10;
/** Milliseconds without any delivery after which what is missing counts as lost. */
const PATIENCE = 5_000;
const STEP = 250;

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
    for (let at = 0; at < part.length;) at += await conn.write(part.subarray(at));
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
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: job.port });
  conn.setNoDelay(true);
  await wire.join(conn, role);
  return conn;
}

/** Calls `stalled` when a count has stopped growing. */
function watch(count: () => number, stalled: () => void): ReturnType<typeof setInterval> {
  let before = 0;
  let idle = 0;
  // In small steps: where the whole machine has slept, a clock would find that the time is up.
  return setInterval(() => {
    const now = count();
    idle = now === before ? idle + STEP : 0;
    before = now;
    if (idle >= PATIENCE) stalled();
  }, STEP);
}

/** Closes what may be closed already. */
function close(conn: Deno.Conn): void {
  conn[Symbol.dispose]();
}

/** Does one job. Rejects when what arrived is not what was sent, or a client was not let in. */
export async function run(job: Job): Promise<Outcome> {
  const wire = PROTOCOLS[job.protocol];
  const inBlock = Math.max(1, Math.floor(BLOCK / wire.compose(1, job.size).length));
  const block = wire.compose(inBlock, job.size);
  const receivers: Deno.Conn[] = [];
  for (let i = 0; i < job.receivers; i++) receivers.push(await join(job, wire, "receiver"));
  const sender = await join(job, wire, "sender");
  const counters = receivers.map(() => wire.counter(job.size, job.check ? block : undefined));
  const delivered = () => counters.reduce((sum, { deliveries }) => sum + deliveries, 0);
  const echoed = listen(sender);
  const watchdog = watch(delivered, () => receivers.forEach(close));
  try {
    const start = performance.now();
    const all = receivers.map((conn, i) => receive(conn, counters[i]!, job.messages));
    // A sender that is thrown out shows as loss.
    const sent = send(sender, block, job.messages * (block.length / inBlock)).catch(() => {});
    await Promise.all(all);
    const seconds = (performance.now() - start) / 1000;
    const count = delivered();
    close(sender);
    await sent;
    return { seconds, delivered: count, lost: job.messages * job.receivers - count, echoed: await echoed };
  } finally {
    clearInterval(watchdog);
    [sender, ...receivers].forEach(close);
  }
}

if (import.meta.main) {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const answer = await run(JSON.parse(line)).catch((error: Error) => ({ failed: error.message }));
    console.log(JSON.stringify(answer));
  }
}
