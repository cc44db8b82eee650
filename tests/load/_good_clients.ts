/** Bytes of a message. */
const SIZE = 300;

/** What good clients got in a while. */
export interface Service {
  /** Messages a second that were sent, and that came. */
  readonly sent: number;
  readonly came: number;
  /** Milliseconds from the moment that a message was to be sent to the one that it came. */
  readonly median: number;
  readonly p99: number;
  readonly worst: number;
}

/** How much they say: each so many messages at once, so many times a second. */
export interface Pace {
  readonly clients: number;
  readonly burst: number;
  readonly bursts: number;
}

/**
 * Clients that publish numbered messages with the time at a steady pace, whatever becomes of them, and hear what their
 * neighbours say.
 */
export class GoodClients implements AsyncDisposable {
  readonly #pace: Pace;
  readonly #conns: Deno.TcpConn[] = [];
  readonly #reading: Promise<void>[] = [];
  /** The number that each is to say next, and to hear next. */
  readonly #saying: number[] = [];
  readonly #hearing: number[] = [];
  #latencies: number[] = [];
  #over = false;
  #talking: Promise<void>[] = [];
  /** What went wrong: a message missed or repeated, a connection that ended. */
  readonly wrongs: string[] = [];

  private constructor(pace: Pace) {
    this.#pace = pace;
  }

  static async connect(port: number, pace: Pace): Promise<GoodClients> {
    const good = new GoodClients(pace);
    for (let i = 0; i < pace.clients; i++) await good.#enter(port, i);
    good.#talking = good.#conns.map((conn, i) => good.#talk(conn, i));
    return good;
  }

  async #enter(port: number, index: number): Promise<void> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    conn.setNoDelay(true);
    const neighbour = (index + 1) % this.#pace.clients;
    await conn.write(new TextEncoder().encode(`CONNECT {"verbose":false}\r\nSUB good.${neighbour} 1\r\nPING\r\n`));
    this.#conns.push(conn);
    this.#saying.push(0);
    this.#hearing.push(0);
    const ready = Promise.withResolvers<void>();
    this.#reading.push(this.#read(conn, index, ready.resolve));
    await ready.promise;
  }

  /** Waits so long, and says how it went in that time. */
  async measure(time: number): Promise<Service> {
    this.#latencies = [];
    const before = this.#said;
    const begun = performance.now();
    await new Promise((resolve) => setTimeout(resolve, time));
    const seconds = (performance.now() - begun) / 1_000;
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Infinity;
    return {
      sent: (this.#said - before) / seconds,
      came: sorted.length / seconds,
      median: at(0.5),
      p99: at(0.99),
      worst: at(1),
    };
  }

  get #said(): number {
    return this.#saying.reduce((sum, each) => sum + each, 0);
  }

  async #talk(conn: Deno.TcpConn, index: number): Promise<void> {
    const period = 1_000 / this.#pace.bursts;
    let due = performance.now() + period * index / this.#pace.clients;
    let written: Promise<unknown> = Promise.resolve();
    while (!this.#over) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
      let text = "";
      const time = performance.now().toFixed(3);
      for (let i = 0; i < this.#pace.burst; i++) {
        text += `PUB good.${index} ${SIZE}\r\n${`${this.#saying[index]!++} ${time} `.padEnd(SIZE, "x")}\r\n`;
      }
      // Where the server does not read, the next ones wait behind it, and their time runs.
      written = written.then(() => all(conn, text)).catch((error) => this.#wrong(`${index} cannot send: ${error}`));
      due += period;
    }
    await written;
  }

  async #read(conn: Deno.TcpConn, index: number, ready: () => void): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    const decoder = new TextDecoder();
    let rest = "";
    try {
      for (let size = await conn.read(buffer); size !== null; size = await conn.read(buffer)) {
        const now = performance.now();
        const lines = (rest + decoder.decode(buffer.subarray(0, size))).split("\r\n");
        rest = lines.pop()!;
        for (const line of lines) {
          if (line === "PONG") ready();
          else if (line === "PING") all(conn, "PONG\r\n").catch(() => {});
          else if (line.startsWith("-ERR")) this.#wrong(`${index} is told ${line}`);
          else if (line.endsWith("x")) this.#heard(index, line, now);
        }
      }
      this.#wrong(`${index} was disconnected`);
    } catch (error) {
      this.#wrong(`${index} cannot read: ${error}`);
    }
  }

  #heard(index: number, line: string, now: number): void {
    const [number, time] = line.split(" ");
    if (Number(number) !== this.#hearing[index]) {
      this.#wrong(`${index} heard ${number} instead of ${this.#hearing[index]}`);
    }
    this.#hearing[index] = Number(number) + 1;
    this.#latencies.push(now - Number(time));
  }

  #wrong(text: string): void {
    if (!this.#over) this.wrongs.push(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    for (const conn of this.#conns) conn.close();
    await Promise.all([...this.#reading, ...this.#talking]);
  }
}

async function all(conn: Deno.Conn, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
