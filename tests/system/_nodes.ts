import { assertEquals } from "@std/assert";
import { NatsWire } from "./_nats_wire.ts";
import { ServerProcess } from "./_server.ts";

/** Where a process runs, if not simply here. */
export interface Host {
  /** What stands before its command. */
  readonly command?: readonly string[];
  /** Where it is reached from here. */
  readonly hostname?: string;
}

/** A server of a mesh in a process of its own. */
export class NodeProcess implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly #wires: NatsWire[] = [];
  readonly nats: number;
  readonly node: number;
  readonly http: number;
  readonly #hostname: string;

  private constructor(server: ServerProcess, hostname: string, [nats, node, http]: readonly number[]) {
    this.server = server;
    this.#hostname = hostname;
    this.nats = nats!;
    this.node = node!;
    this.http = http!;
  }

  /** Starts one and waits until it listens. */
  static async start(args: readonly string[] = [], node = 0, on: Host = {}): Promise<NodeProcess> {
    const { command = [], hostname = "127.0.0.1" } = on;
    const ports = ["--nats", "0", "--node", `${node}`, "--http", "0"];
    const server = new ServerProcess({ args: ["serve", "--no-line", "--no-udp", ...ports, ...args], command });
    try {
      return new NodeProcess(server, hostname, [await server.port(), await server.port(), await server.port()]);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A NATS client. */
  async client(): Promise<NatsWire> {
    const wire = await NatsWire.open(this.nats, this.#hostname);
    this.#wires.push(wire);
    await wire.send('CONNECT {"verbose":false,"headers":true,"no_responders":true}\r\n');
    await wire.sync();
    return wire;
  }

  /** One of its monitoring pages. */
  // deno-lint-ignore no-explicit-any
  async page(path: string): Promise<any> {
    return await (await fetch(`http://${this.#hostname}:${this.http}${path}`)).json();
  }

  /** Waits until it is linked to so many nodes, and knows so many wishes of each. */
  async linkedTo(nodes: number, wishes?: number, time = 20_000): Promise<void> {
    let last: unknown;
    await until(
      async () => {
        const { routes } = last = await this.page("/routez");
        return routes.length === nodes &&
          routes.every((route: { subscriptions: number }) => wishes === undefined || route.subscriptions === wishes);
      },
      () => `${nodes} links with ${wishes} wishes; there is ${JSON.stringify(last)}`,
      time,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of this.#wires) wire[Symbol.dispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Looks again and again until something is so. */
export async function until(found: () => Promise<boolean>, what: () => string, time = 20_000): Promise<void> {
  const end = performance.now() + time;
  while (!await found()) {
    if (performance.now() > end) throw new Error(`Waited ${time} ms in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The payloads of the messages that a client has heard and that begin so. */
export function heard(wire: NatsWire, prefix = ""): string[] {
  return wire.frames.filter((frame) => frame.startsWith("MSG ")).map((frame) => frame.split("\r\n")[1]!)
    .filter((payload) => payload.startsWith(prefix));
}

/** Four patterns that all match `n.X`. */
export const PATTERNS: readonly string[] = ["n.>", "n.*", "*.*", ">"];

/** Subscribers with {@linkcode PATTERNS}, one of each. */
export async function subscribers(node: NodeProcess): Promise<NatsWire[]> {
  return await Promise.all(PATTERNS.map(async (pattern) => {
    const wire = await node.client();
    await wire.send(`SUB ${pattern} 1\r\n`);
    await wire.sync();
    return wire;
  }));
}

/** Publishes `count` numbered messages, `WORD:0` and so on, in writes of about 100. */
export async function publish(wire: NatsWire, word: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 100) {
    const payloads = Array.from({ length: Math.min(100, count - from) }, (_, i) => `${word}:${from + i}`);
    await wire.send(payloads.map((payload) => `PUB n.x ${payload.length}\r\n${payload}\r\n`).join(""));
  }
}

/** Every one of these has heard all that was published under each word, once and in order, and nothing behind it. */
export async function allHeard(
  wires: readonly NatsWire[],
  words: readonly string[],
  count: number,
  time = 30_000,
): Promise<void> {
  for (const wire of wires) {
    for (const word of words) {
      const last = `\r\n${word}:${count - 1}\r\n`;
      await wire.until(() => wire.frames.some((frame) => frame.endsWith(last)), `the last of ${word}`, time);
    }
  }
  for (const wire of wires) {
    await wire.sync();
    for (const word of words) {
      const wanted = Array.from({ length: count }, (_, i) => `${word}:${i}`);
      assertEquals(heard(wire, `${word}:`), wanted);
    }
  }
}
