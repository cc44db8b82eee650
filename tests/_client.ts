import { within } from "./_within.ts";

/** What a client needs of a connection. */
export interface Wire {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  /** Ends the sending half. */
  closeWrite?(): Promise<void>;
  close(): void;
}

const encoder = new TextEncoder();

/**
 * A client for tests. It reads all the time; what it is waited for must come in time, and what comes is kept until it is
 * waited for. Bytes are Latin-1 characters, so that all of them can be compared.
 */
export class Client implements AsyncDisposable {
  readonly #wire: Wire;
  readonly #reading: Promise<void>;
  #text = "";
  #state: "open" | "ended" | "broken" = "open";
  #changed = Promise.withResolvers<void>();

  constructor(wire: Wire) {
    this.#wire = wire;
    this.#reading = this.#read();
  }

  /** Sends a text, as UTF-8, or bytes, however many writes that takes. */
  async send(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    for (let at = 0; at < bytes.length;) at += await this.#wire.write(bytes.subarray(at));
  }

  /** The next line, without its LF. */
  async line(time?: number): Promise<string> {
    const end = await this.#until(() => this.#text.indexOf("\n"), "a line", time);
    return this.#take(end + 1).slice(0, -1);
  }

  /** The next lines. */
  async lines(count: number): Promise<string[]> {
    const lines = [];
    for (let i = 0; i < count; i++) lines.push(await this.line());
    return lines;
  }

  /** The next so many bytes. */
  async bytes(count: number, time?: number): Promise<string> {
    await this.#until(() => this.#text.length >= count ? 0 : -1, `${count} bytes`, time);
    return this.#take(count);
  }

  /** All that comes until the other side ends the connection or it breaks. */
  async rest(time?: number): Promise<string> {
    while (this.#state === "open") await within(this.#change(), "the end of the connection", time);
    return this.#take(this.#text.length);
  }

  /** Whether the connection is open still, as far as it is known. */
  get open(): boolean {
    return this.#state === "open";
  }

  /** Sends nothing more, and reads on. */
  async closeWrite(): Promise<void> {
    await this.#wire.closeWrite!();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    const decoder = new TextDecoder("latin1");
    try {
      while (true) {
        const size = await this.#wire.read(buffer);
        if (size === null) break;
        this.#text += latin1(decoder, buffer.subarray(0, size));
        this.#changed.resolve();
      }
      this.#state = "ended";
    } catch {
      this.#state = "broken";
    }
    this.#changed.resolve();
  }

  async #until(found: () => number, what: string, time?: number): Promise<number> {
    while (true) {
      const at = found();
      if (at >= 0) return at;
      if (this.#state !== "open") {
        throw new Error(
          `Waited for ${what}, but the connection has ${this.#state} after ${JSON.stringify(this.#text)}`,
        );
      }
      await within(this.#change(), `${what}; there is ${JSON.stringify(this.#text.slice(-200))}`, time);
    }
  }

  #change(): Promise<void> {
    this.#changed = Promise.withResolvers();
    return this.#changed.promise;
  }

  #take(length: number): string {
    const taken = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return taken;
  }
}

/** Bytes as characters of the same numbers; the decoder called "latin1" has its own ideas of those from 128 to 159. */
function latin1(decoder: TextDecoder, bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 128)) return decoder.decode(bytes);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
