import { within } from "../_within.ts";

/** One thing that a NATS server says: its line and, for a message, what follows it. */
export type Frame = string;

/** Cuts what a server says, as Latin-1, into frames; what is not complete is the rest. */
export function frames(text: string): { readonly frames: Frame[]; readonly rest: string } {
  const frames: Frame[] = [];
  let at = 0;
  while (true) {
    const end = text.indexOf("\r\n", at);
    if (end < 0) break;
    const line = text.slice(at, end);
    const size = /^H?MSG .* (\d+)$/.exec(line)?.[1];
    const next = end + 2 + (size === undefined ? 0 : Number(size) + 2);
    if (next > text.length) break;
    frames.push(text.slice(at, next));
    at = next;
  }
  return { frames, rest: text.slice(at) };
}

/** A connection to a NATS server on which anything can be said, in Latin-1. What is heard is kept. */
export class NatsWire implements Disposable {
  readonly #conn: Deno.TcpConn;
  #unread = "";
  #ended = false;
  #changed = Promise.withResolvers<void>();
  /** All that was heard and is complete, without the first INFO. */
  readonly frames: Frame[] = [];
  #info = "";
  #pings = 0;

  private constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
  }

  /** Connects, and waits for the server's INFO. */
  static async open(port: number, hostname = "127.0.0.1"): Promise<NatsWire> {
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay(true);
    const wire = new NatsWire(conn);
    wire.#read();
    await wire.until(() => wire.frames.length > 0, "INFO");
    wire.#info = wire.frames.shift()!;
    return wire;
  }

  /** What the server said first. */
  get info(): Record<string, unknown> {
    return JSON.parse(this.#info.slice("INFO ".length));
  }

  /** Whether the server has ended the connection. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What was heard and is not complete. */
  get rest(): string {
    return this.#unread;
  }

  /** Sends pieces, each in a write of its own; the server may have gone. A line of PING must not stand in a payload. */
  async send(...pieces: string[]): Promise<void> {
    this.#pings += pieces.join("").match(/^ping[^\n]*\n/gim)?.length ?? 0;
    try {
      for (const piece of pieces) {
        const bytes = Uint8Array.from(piece, (char) => char.charCodeAt(0));
        for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
        if (pieces.length > 1) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      if (!broken(error)) throw error;
    }
  }

  /** Sends a PING and waits for its PONG, or for the end; says whether the connection is open still. */
  async sync(): Promise<boolean> {
    await this.send("PING\r\n");
    const pongs = () => this.frames.filter((frame) => frame === "PONG\r\n").length;
    await this.until(() => pongs() === this.#pings || this.#ended, "a PONG");
    return !this.#ended;
  }

  /** Sends nothing more, and waits for the end. */
  async finish(): Promise<void> {
    try {
      await this.#conn.closeWrite();
    } catch (error) {
      if (!broken(error)) throw error;
    }
    await this.until(() => this.#ended, "the end");
  }

  /** Waits until something is so. */
  async until(found: () => boolean, what: string, time = 5_000): Promise<void> {
    while (!found()) {
      this.#changed = Promise.withResolvers();
      const so = () => `${what}; there is ${JSON.stringify([...this.frames.slice(-5), this.#unread.slice(-100)])}`;
      await within(this.#changed.promise, so(), time);
    }
  }

  [Symbol.dispose](): void {
    this.#conn.close();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let size; (size = await this.#conn.read(buffer)) !== null;) {
        let text = this.#unread;
        for (const byte of buffer.subarray(0, size)) text += String.fromCharCode(byte);
        const cut = frames(text);
        this.frames.push(...cut.frames);
        this.#unread = cut.rest;
        this.#changed.resolve();
      }
    } catch (error) {
      if (!broken(error)) throw error;
    }
    this.#ended = true;
    this.#changed.resolve();
  }
}

/** Whether the other side, or the test itself, has ended the connection. */
function broken(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected || error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.BadResource;
}
