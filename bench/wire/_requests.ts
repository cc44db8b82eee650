import { joinNats } from "./_nats_wire.ts";
import { watch } from "./_watch.ts";
import { writeAll } from "./_write_all.ts";

/** Requests to make: one client asks, another one answers. */
export interface RequestsJob {
  /** The server's port on 127.0.0.1. */
  readonly port: number;
  /** Bytes of a request and of an answer. */
  readonly size: number;
  /** Requests that wait for their answer at the same time, at most 100. */
  readonly inFlight: number;
  /** Requests in all. */
  readonly requests: number;
}

/** What came of them. */
export interface RequestsOutcome {
  /** From the first request until the last answer. */
  readonly seconds: number;
  readonly answered: number;
  /** Requests without an answer. */
  readonly lost: number;
}

const encoder = new TextEncoder();
const INBOX = "_INBOX.bench.";
/** Digits of a request's place. */
const PLACE = 2;
const PING_LENGTH = "PING\r\n".length;
const P = 0x50;

/** Calls `each` with every message, of `length` bytes, and `pause` whenever all that has come has been looked at. */
async function hear(
  conn: Deno.Conn,
  length: number,
  each: (buffer: Uint8Array, at: number) => void,
  pause: () => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(64 << 10);
  for (let have = 0;;) {
    const size = await conn.read(buffer.subarray(have)).catch(() => null);
    if (size === null) return;
    have += size;
    let at = 0;
    for (;;) {
      const ping = buffer[at] === P;
      const wanted = ping ? PING_LENGTH : length;
      if (have - at < wanted) break;
      if (!ping) each(buffer, at);
      at += wanted;
    }
    buffer.copyWithin(0, at, have);
    have -= at;
    await pause();
  }
}

/** Packets that differ in their place only, gathered until they are written. */
class Batch {
  readonly #bytes: Uint8Array;
  readonly #length: number;
  readonly #offset: number;
  #used = 0;

  constructor(packet: string, capacity: number) {
    const bytes = encoder.encode(packet);
    this.#length = bytes.length;
    this.#offset = packet.indexOf(INBOX) + INBOX.length;
    this.#bytes = new Uint8Array(bytes.length * capacity);
    for (let i = 0; i < capacity; i++) this.#bytes.set(bytes, i * bytes.length);
  }

  /** Adds one whose place is that of another message. */
  add(from: Uint8Array, at: number): void {
    for (let i = 0; i < PLACE; i++) this.#bytes[this.#used + this.#offset + i] = from[at + i]!;
    this.#used += this.#length;
  }

  async write(conn: Deno.Conn): Promise<void> {
    if (this.#used === 0) return;
    const bytes = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    await writeAll(conn, bytes);
  }
}

/** Makes them. Rejects when a client was not let in. */
export async function runRequests({ port, size, inFlight, requests }: RequestsJob): Promise<RequestsOutcome> {
  const payload = `${size}\r\n${"x".repeat(size)}\r\n`;
  const inbox = `${INBOX}${"0".repeat(PLACE)}`;
  const [request, answer] = [`MSG bench 1 ${inbox} ${payload}`, `MSG ${inbox} 1 ${payload}`];
  using responder = await Deno.connect({ hostname: "127.0.0.1", port });
  using requester = await Deno.connect({ hostname: "127.0.0.1", port });
  for (const conn of [responder, requester]) conn.setNoDelay(true);
  await joinNats(responder, "SUB bench 1");
  await joinNats(requester, `SUB ${INBOX}* 1`);

  const answers = new Batch(`PUB ${inbox} ${payload}`, inFlight);
  const placeInRequest = request.indexOf(INBOX) + INBOX.length;
  const responding = hear(
    responder,
    request.length,
    (buffer, at) => answers.add(buffer, at + placeInRequest),
    () => answers.write(responder),
  );

  const asks = new Batch(`PUB bench ${inbox} ${payload}`, inFlight);
  const placeInAnswer = answer.indexOf(INBOX) + INBOX.length;
  const over = Promise.withResolvers<void>();
  let [asked, answered] = [0, 0];
  const requesting = hear(requester, answer.length, (buffer, at) => {
    answered++;
    if (asked < requests) {
      asked++;
      asks.add(buffer, at + placeInAnswer);
    }
    if (answered === asked) over.resolve();
  }, () => asks.write(requester));

  const watchdog = watch(() => answered, over.resolve);
  const start = performance.now();
  for (; asked < Math.min(inFlight, requests); asked++) asks.add(encoder.encode(String(asked).padStart(PLACE, "0")), 0);
  await asks.write(requester);
  await over.promise;
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watchdog);
  for (const conn of [responder, requester]) conn.close();
  await Promise.all([responding, requesting].map((each) => each.catch(() => {})));
  return { seconds, answered, lost: requests - answered };
}
