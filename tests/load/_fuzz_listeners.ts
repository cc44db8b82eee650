import { assertEquals } from "@std/assert";
import { type ActorInfo, type Mailroom, startMailroom } from "../../mod.ts";
import { seededRandom } from "../../actors/testing.ts";
import { startTracker, type Tracker } from "../../server/tracker/start_tracker.ts";
import { dialTcp } from "../../transports/tcp.ts";
import { Authority } from "../_certificates.ts";
import { Client } from "../_client.ts";
import { SUBJECTS, USER } from "./_fuzz_corpus.ts";
import { within } from "../_within.ts";
import { until } from "../system/_until.ts";

/** Strangers at once. */
const AT_ONCE = 24;

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Servers with every kind of listener, two good clients, and any number of those who say anything. */
export class ListenerFuzz implements AsyncDisposable {
  readonly #servers: readonly Mailroom[];
  readonly #tracker: Tracker;
  readonly #random: () => number;
  readonly #udp = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #ports: Readonly<Record<string, number>>;
  #canaries!: readonly [Client, Client];
  #sung = 0;
  /** How many strangers came to each listener in each state. */
  readonly came: Record<string, number> = {};

  private constructor(servers: readonly Mailroom[], tracker: Tracker, seed: number) {
    this.#servers = servers;
    this.#tracker = tracker;
    this.#random = seededRandom(seed);
    const [plain, secret] = servers.map(({ addresses }) => addresses);
    this.#ports = {
      nats: plain!.nats!.port,
      line: plain!.line!.port,
      udp: plain!.udp!.port,
      ws: plain!.ws!.port,
      handshakes: plain!.ws!.port,
      http: plain!.http!.port,
      node: plain!.node!.port,
      tracker: tracker.address.port,
      trackerUdp: tracker.udp!.port,
      tls: secret!.line!.port,
      natsTls: secret!.nats!.port,
    };
  }

  static async start(seed: number): Promise<ListenerFuzz> {
    const auth = { users: [USER], timeout: 1_000, maxFailures: Infinity };
    const plain = await startMailroom({
      nats: { port: 0 },
      line: { port: 0, loginTimeout: 1_000 },
      udp: { port: 0, idle: 500 },
      ws: { port: 0, handshakeTimeout: 1_000 },
      http: { port: 0 },
      node: { port: 0, secret: "a secret that nobody guesses" },
      auth,
    });
    const tls = { ...await (await Authority.make()).sign(), timeout: 1_000 };
    const secret = await startMailroom({ nats: { port: 0 }, line: { port: 0 }, tls });
    const tracker = await startTracker({ port: 0, udp: true });
    const fuzz = new ListenerFuzz([plain, secret], tracker, seed);
    fuzz.#canaries = [await fuzz.#canary(), await fuzz.#canary()];
    return fuzz;
  }

  async #canary(): Promise<Client> {
    const client = new Client(await dialTcp({ port: this.#ports.nats! }));
    await client.line();
    const { user, password } = USER;
    await client.send(
      `CONNECT ${JSON.stringify({ verbose: false, user, pass: password })}\r\nSUB canary.> 1\r\nPING\r\n`,
    );
    assertEquals(await client.line(), "PONG\r");
    return client;
  }

  /** Lets so many strangers come, evenly to all listeners and in all states; then the good ones must hear each other. */
  async round(strangers: number): Promise<void> {
    let left = strangers;
    const all = Object.entries(SUBJECTS).flatMap(([name, { states }]) =>
      Object.keys(states).map((state) => [name, state])
    );
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        const [name, state] = all[left-- % all.length]!;
        this.came[`${name} ${state}`] = (this.came[`${name} ${state}`] ?? 0) + 1;
        await this.#stranger(name!, state!);
      }
    }));
    await this.#sing();
  }

  /** Makes sure that nothing has failed, and that nothing is left of those who came and went. */
  async check(): Promise<void> {
    for (const [index, server] of this.#servers.entries()) {
      const held = index === 0 ? 2 : 0;
      const open = () => {
        const { connections_admitted = 0, connections_released = 0 } = server.counts();
        return connections_admitted - connections_released;
      };
      await until(
        () => open() === held,
        () => `the end of connections of server ${index}: there are ${open()}, wanted ${held}`,
      );
      await until(() => named(server.system.tree(), /^(tcp|udp)-\d+$/) === held, "the end of their actors");
      assertEquals(server.counts().actors_failed ?? 0, 0);
    }
    await this.#sing();
  }

  /** Each good client says something, and both hear it. */
  async #sing(): Promise<void> {
    for (const canary of this.#canaries) {
      const text = String(this.#sung++);
      await canary.send(`PUB canary.${text} ${text.length}\r\n${text}\r\n`);
      for (const other of this.#canaries) {
        // It may be asked whether it is still there.
        let line = await other.line();
        while (line === "PING\r") {
          await other.send("PONG\r\n");
          line = await other.line();
        }
        assertEquals([line, await other.line()], [`MSG canary.${text} 1 ${text.length}\r`, `${text}\r`]);
      }
    }
  }

  /** Lets strangers begin WebSocket frames with any two bytes, in two states. */
  async frames(): Promise<void> {
    const frames = [...everyFrame()];
    let left = frames.length;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left--;
        await this.#says("ws", [...SUBJECTS.ws!.states[left % 3 === 0 ? "known" : "upgraded"]!, frames[left]!]);
      }
    }));
    await this.#sing();
  }

  #stranger(name: string, state: string): Promise<void> {
    return this.#says(name, [...SUBJECTS[name]!.states[state]!, ...this.#cut(this.#babble(name))]);
  }

  async #says(name: string, pieces: readonly string[]): Promise<void> {
    const port = this.#ports[name]!;
    if (name === "udp" || name === "trackerUdp") {
      const to: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port };
      for (const piece of pieces) await this.#udp.send(latin1(piece), to).catch(() => {});
      return;
    }
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const reads = this.#random() < 0.7;
    const reading = reads ? drain(conn) : Promise.resolve();
    try {
      for (const piece of pieces) await all(conn, latin1(piece));
      const way = this.#random();
      if (way < 0.3) await conn.closeWrite();
      // Who has nothing more to say waits for what comes of it, but not for ever.
      if (way < 0.5) await within(reading, "an answer", 20).catch(() => {});
    } catch {
      // The server has hung up, as it may.
    }
    conn.close();
    await reading;
  }

  /** Valid words in any order, of which some are damaged. */
  #babble(name: string): string {
    const { words, wrap } = SUBJECTS[name]!;
    let text = "";
    for (let i = this.#below(8); i >= 0; i--) {
      const word = this.#random() < 0.5 ? words[this.#below(words.length)]! : this.#damaged(words);
      text += wrap === undefined || this.#random() < 0.05 ? word : wrap(word, this.#random);
    }
    return this.#random() < 0.3 ? this.#damaged([text]) : text;
  }

  #damaged(words: readonly string[]): string {
    let text = words[this.#below(words.length)]!;
    for (let i = this.#below(3); i >= 0; i--) {
      const at = this.#below(text.length + 1);
      const put = String.fromCharCode(...Array.from({ length: this.#below(4) }, () => this.#below(256)));
      text = text.slice(0, at) + put + text.slice(at + this.#below(4));
    }
    return text;
  }

  /** Whole, in a few pieces, or byte by byte. */
  #cut(text: string): string[] {
    const way = this.#below(10);
    if (way === 0 && text.length < 200) return [...text];
    if (way > 4) return [text];
    const places = Array.from({ length: way }, () => this.#below(text.length + 1)).sort((a, b) => a - b);
    return [0, ...places].map((from, i) => text.slice(from, places[i]));
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const canary of this.#canaries) await canary[Symbol.asyncDispose]();
    this.#udp.close();
    await this.#tracker[Symbol.asyncDispose]();
    for (const server of this.#servers) await server[Symbol.asyncDispose]();
  }
}

function named(actor: ActorInfo, name: RegExp): number {
  return actor.children.reduce((sum, child) => sum + named(child, name), name.test(actor.name) ? 1 : 0);
}

async function all(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

async function drain(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(16 << 10);
  try {
    while (await conn.read(buffer) !== null);
  } catch {
    // It was closed.
  }
}

/** Every combination of the first two bytes of a WebSocket frame, with a length in each form. */
export function* everyFrame(): Generator<string> {
  for (let first = 0; first < 256; first++) {
    for (const second of [0, 5, 125, 126, 127, 128, 133, 253, 254, 255]) {
      const length = second % 128 === 126 ? "\x00\x05" : second % 128 === 127 ? "\x00\x00\x00\x00\x00\x00\x00\x05" : "";
      yield String.fromCharCode(first, second) + length + (second > 127 ? "\x00\x00\x00\x00" : "") + "PING\r\n";
    }
  }
}
