import { assert, assertEquals, assertFalse, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { startMailroom } from "../../mod.ts";
import { keptLog } from "../actors/routing/_service.ts";
import { within } from "../_within.ts";
import { NatsWire } from "./_nats_wire.ts";

const QUIET = 'CONNECT {"verbose":false,"pedantic":false}\r\n';

/** A client of a mailroom that only counts the bytes it gets; it reads when it is told to. */
class Counting implements AsyncDisposable {
  readonly #conn: Deno.TcpConn;
  #bytes = 0;
  #tail = "";
  #reading: Promise<void> | undefined = undefined;
  #changed = Promise.withResolvers<void>();

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects and says something, and waits until that has been dealt with. */
  static async open(port: number, said = ""): Promise<Counting> {
    const counting = new Counting(await Deno.connect({ hostname: "127.0.0.1", port }));
    await counting.send(`${QUIET}${said}PING\r\n`);
    let text = "";
    const buffer = new Uint8Array(4_096);
    while (!text.endsWith("PONG\r\n")) {
      text += new TextDecoder().decode(buffer.subarray(0, await counting.#conn.read(buffer) ?? 0));
    }
    return counting;
  }

  async send(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }

  /** Begins to read all that comes. */
  read(): void {
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(1 << 18);
    try {
      for (let size; (size = await this.#conn.read(buffer)) !== null;) {
        this.#bytes += size;
        this.#tail = new TextDecoder().decode(buffer.subarray(Math.max(0, size - 100), size));
        this.#changed.resolve();
      }
    } catch (error) {
      const { ConnectionReset, Interrupted, BadResource } = Deno.errors;
      if (![ConnectionReset, Interrupted, BadResource].some((known) => error instanceof known)) throw error;
    }
  }

  /** The last that came before the server ended the connection. */
  async rest(): Promise<string> {
    await within(this.#read(), "the end of the connection", 5_000);
    return this.#tail;
  }

  /** Waits until so many bytes have come, and no more than a ping besides. */
  async gets(count: number): Promise<void> {
    while (this.#bytes < count) {
      this.#changed = Promise.withResolvers();
      await within(this.#changed.promise, `${count} bytes; there are ${this.#bytes}`, 5_000);
    }
    assertLessOrEqual(this.#bytes - count, "PING\r\n".length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#conn.close();
    await this.#reading;
  }
}

/** Publications of nothing to subjects that take turns, so that none of them can be treated like the one before. */
function many(count: number): string {
  return Array.from({ length: count }, (_, i) => `PUB a.${i % 7} 0\r\n\r\n`).join("");
}

Deno.test("a NATS client with many subscriptions gets everything that another publishes at once", async () => {
  await using mailroom = await startMailroom({ nats: { port: 0 } });
  const { port } = mailroom.addresses.nats!;
  const sids = Array.from({ length: 90 }, (_, i) => 10 + i);
  await using hearer = await Counting.open(port, sids.map((sid) => `SUB a.* ${sid}\r\n`).join(""));
  await using publisher = await Counting.open(port);
  hearer.read();
  await publisher.send(many(3_000));
  const wanted = 3_000 * 90 * "MSG a.0 10 0\r\n\r\n".length;
  await hearer.gets(wanted);
});

Deno.test("a NATS client gets everything that a hundred others publish at once", async () => {
  await using mailroom = await startMailroom({ nats: { port: 0 } });
  const { port } = mailroom.addresses.nats!;
  await using hearer = await Counting.open(port, "SUB a.* 1\r\n");
  await using clients = new AsyncDisposableStack();
  const publishers = await Promise.all(Array.from({ length: 100 }, () => Counting.open(port)));
  for (const publisher of publishers) clients.use(publisher);
  hearer.read();
  // Far more than the router's mailbox holds.
  const text = many(12_000);
  await Promise.all(publishers.map((publisher) => publisher.send(text)));
  const wanted = 100 * 12_000 * "MSG a.0 1 0\r\n\r\n".length;
  await hearer.gets(wanted);
});

Deno.test("a NATS client that does not read is dropped at max_pending without a word, and nobody else notices", async () => {
  const { log, lines } = keptLog();
  await using mailroom = await startMailroom({ nats: { port: 0, maxPayload: 100_000, maxPending: 2_000_000 }, log });
  const { port } = mailroom.addresses.nats!;
  await using healthy = await Counting.open(port, "SUB a 1\r\n");
  await using slow = await Counting.open(port, "SUB a 1\r\n");
  using publisher = await NatsWire.open(port);
  healthy.read();
  await publisher.send(QUIET);
  const [message, count] = [`PUB a 65536\r\n${"x".repeat(65_536)}\r\n`, 400];
  for (let i = 0; i < count; i++) await publisher.send(message);
  assert(await publisher.sync(), "the publisher was disconnected");
  const wanted = count * (message.length - "PUB a ".length + "MSG a 1 ".length);
  await healthy.gets(wanted);
  assertEquals(mailroom.counts().connections_closed_slow, 1);
  assertStringIncludes(lines.join("\n"), "too slow: more than 2000000 bytes wait to be sent");
  assertFalse((await slow.rest()).includes("ERR"));
});

Deno.test("NATS clients may be further behind than those in a chat", async () => {
  await using mailroom = await startMailroom({ nats: { port: 0 }, line: { port: 0 } });
  await using program = await Counting.open(mailroom.addresses.nats!.port, "SUB room.lobby 1\r\n");
  using person = await Deno.connect({ hostname: "127.0.0.1", port: mailroom.addresses.line!.port });
  // The greeting: who has had it is in the room.
  await person.read(new Uint8Array(1_000));
  const [each, count] = ["x".repeat(1 << 20), 40];
  for (let i = 0; i < count; i++) mailroom.publish("room.lobby", each);
  program.read();
  await program.gets(count * (each.length + "MSG room.lobby 1 1048576\r\n\r\n".length));
  assertEquals(mailroom.counts().connections_closed_slow, 1);
});
