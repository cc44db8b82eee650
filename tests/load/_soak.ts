import { TextLineStream } from "@std/streams";
import { seededRandom } from "../../actors/testing.ts";
import { dialTcp } from "../../transports/tcp.ts";
import { Client } from "../_client.ts";
import { UdpClient } from "../_udp_client.ts";
import { within } from "../_within.ts";

/** What a server holds when it has collected its garbage. */
export interface Holding {
  readonly rss: number;
  readonly heap: number;
  readonly external: number;
  readonly descriptors: number;
  readonly actors: number;
  readonly connections: number;
  readonly failed: number;
}

/** Clients that stay. */
const STEADY = 10;

/** A server in a process of its own under a mixed load, with clients that come and go. */
export class Soak implements AsyncDisposable {
  readonly #visitors: number;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #random = seededRandom(17);
  readonly #steady: Client[] = [];
  #addresses!: Record<"line" | "nats" | "udp" | "http", { readonly port: number }>;
  #before!: Holding;
  /** Which keeps no connection, as a visitor does not. */
  readonly #http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  /** How many visitors have come and gone. */
  visits = 0;

  private constructor(child: Deno.ChildProcess, visitors: number) {
    this.#visitors = visitors;
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()).getReader();
  }

  /** Starts a server that so many visitors come to at once. */
  static async start(visitors: number): Promise<Soak> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        "--allow-net",
        "--v8-flags=--expose-gc",
        new URL("./_soak_server.ts", import.meta.url).href,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const soak = new Soak(child, visitors);
    soak.#addresses = JSON.parse(await soak.#line());
    for (let i = 0; i < STEADY; i++) soak.#steady.push(await soak.#nats(`SUB steady.${i} 1\r\nSUB steady.* 2\r\n`));
    soak.#before = await soak.#holding();
    return soak;
  }

  /** Lets everybody talk for so many milliseconds. */
  async load(time: number): Promise<void> {
    const end = performance.now() + time;
    const steady = this.#steady.map((client, i) => this.#talk(client, i, end));
    const visits = Array.from({ length: this.#visitors }, () => this.#visits(end));
    await Promise.all([...steady, ...visits]);
  }

  /** What the server holds when all visitors have left, of whom nothing may be left but memory. */
  async holding(): Promise<Holding> {
    const { connections, descriptors, actors } = this.#before;
    const empty = JSON.stringify({ connections, descriptors, actors });
    for (let tries = 0;; tries++) {
      const now = await this.#holding();
      const held = JSON.stringify({ connections: now.connections, descriptors: now.descriptors, actors: now.actors });
      if (held === empty) return now;
      if (tries === 100) throw new Error(`The server holds ${held}, and without visitors ${empty}`);
    }
  }

  async #holding(): Promise<Holding> {
    await this.#input.write(new TextEncoder().encode("\n"));
    const said = JSON.parse(await this.#line());
    return { ...said, descriptors: descriptors(this.#child.pid) };
  }

  async #talk(client: Client, index: number, end: number): Promise<void> {
    const payload = "x".repeat(200);
    while (performance.now() < end) {
      for (let i = 0; i < 20; i++) await client.send(`PUB steady.${index} 200\r\n${payload}\r\n`);
      await this.#pong(client);
    }
  }

  async #visits(end: number): Promise<void> {
    while (performance.now() < end) {
      const choice = this.#random();
      if (choice < 0.6) await this.#natsVisit();
      else if (choice < 0.85) await this.#lineVisit();
      else if (choice < 0.95) await this.#udpVisit();
      else await this.#httpVisit();
      this.visits++;
    }
  }

  async #natsVisit(): Promise<void> {
    const id = Math.floor(this.#random() * 1e6);
    const client = await this.#nats(
      `SUB visit.${id}.> 1\r\nSUB visit.*.a workers 2\r\nSUB _INBOX.${id}.* 3\r\nSUB room.lobby 4\r\n`,
    );
    const size = Math.floor(this.#random() ** 4 * 65_536);
    const payload = "y".repeat(size);
    for (let i = 0; i < 20; i++) await client.send(`PUB visit.${id}.a _INBOX.${id}.${i} ${size}\r\n${payload}\r\n`);
    await client.send(`PUB nobody.${id} _INBOX.${id}.x 0\r\n\r\nUNSUB 1\r\nUNSUB 3 5\r\n`);
    // Some say goodbye, and some are gone in the middle of it.
    if (this.#random() < 0.5) await this.#pong(client);
    await client[Symbol.asyncDispose]();
  }

  async #lineVisit(): Promise<void> {
    const client = new Client(await dialTcp({ port: this.#addresses.line.port }));
    await client.send(`/join ${Math.floor(this.#random() * 50)}\nhello\n/who\n/join lobby\nhello\n/rooms\n`);
    await client.lines(2);
    await client[Symbol.asyncDispose]();
  }

  async #udpVisit(): Promise<void> {
    using client = new UdpClient(this.#addresses.udp.port);
    await client.send("/join lobby");
    await client.next();
  }

  async #httpVisit(): Promise<void> {
    const page = ["varz", "connz?subs=1", "metrics", "actors"][Math.floor(this.#random() * 4)];
    await (await fetch(`http://127.0.0.1:${this.#addresses.http.port}/${page}`, { client: this.#http })).arrayBuffer();
  }

  async #nats(subscriptions: string): Promise<Client> {
    const client = new Client(await dialTcp({ port: this.#addresses.nats.port }));
    await client.send(`CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n${subscriptions}`);
    await this.#pong(client);
    return client;
  }

  /** Lets a client read up to the answer to its ping; most of what it hears is of no interest. */
  async #pong(client: Client): Promise<void> {
    await client.send("PING\r\n");
    while (await client.line() !== "PONG\r");
  }

  async #line(): Promise<string> {
    const { value, done } = await within(this.#lines.read(), "a line of the server", 30_000);
    if (done) throw new Error("The server has ended");
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#steady) await client[Symbol.asyncDispose]();
    this.#http.close();
    await this.#input.close();
    await this.#lines.cancel();
    await this.#child.status;
  }
}

/** The open descriptors of a process, without those pairs of sockets that the host makes for itself when it likes. */
function descriptors(pid: number): number {
  const unix = new Set(Deno.readTextFileSync("/proc/net/unix").split("\n").map((line) => line.trim().split(/\s+/)[6]));
  const targets = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) =>
    Deno.readLinkSync(`/proc/${pid}/fd/${name}`)
  );
  return targets.filter((target) => !unix.has(/^socket:\[(\d+)\]$/.exec(target)?.[1])).length;
}
