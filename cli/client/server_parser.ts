const EMPTY = new Uint8Array(0);
const LF = 0x0a;
const CR = 0x0d;
const WAITS = -1;

/** Buffers up to this size are kept for what comes next, in bytes. */
const KEPT = 64 << 10;

const decoder = new TextDecoder();

/** One thing that a server says. */
export type ServerFrame =
  | { readonly type: "info"; readonly json: string }
  | {
    readonly type: "message";
    readonly subject: string;
    readonly sid: string;
    readonly reply: string | undefined;
    /** The header block as it came, where there is one. */
    readonly headers: Uint8Array | undefined;
    readonly payload: Uint8Array;
  }
  | { readonly type: "ping" | "pong" | "ok" }
  | { readonly type: "error"; readonly text: string };

/** What the parser holds its server to. */
export interface ServerLimits {
  /** The longest line, in bytes. Default 65,536. */
  readonly maxLine?: number;
  /** The largest message, headers included, in bytes. Default 64 MiB, the most that a nats-server can be set to. */
  readonly maxPayload?: number;
}

interface Awaited {
  readonly subject: string;
  readonly sid: string;
  readonly reply: string | undefined;
  readonly headerSize: number | undefined;
  readonly size: number;
}

/**
 * The client's side of the NATS protocol: bytes in, cut anywhere, frames out. It holds no more than one unfinished frame
 * within its limits, and makes room for bytes as they come, not as they are announced.
 */
export class ServerParser {
  readonly #maxLine: number;
  readonly #maxPayload: number;
  /** Bytes of a frame that has not come to its end. */
  #held = EMPTY;
  #length = 0;
  /** How many of those are known to have no line end. */
  #searched = 0;
  /** The message whose line has been read and whose bytes have not all come. */
  #awaited: Awaited | undefined = undefined;

  constructor(limits: ServerLimits = {}) {
    this.#maxLine = limits.maxLine ?? 65_536;
    this.#maxPayload = limits.maxPayload ?? 64 << 20;
  }

  /** How many bytes it holds of a frame that has not come to its end. */
  get pending(): number {
    return this.#length;
  }

  /**
   * Takes a chunk and calls `take` for each frame that it completes. The frames are copies and may be kept.
   *
   * @throws {Error} when this is not the NATS protocol or a limit is passed; the parser is of no use then
   */
  push(chunk: Uint8Array, take: (frame: ServerFrame) => void): void {
    const bytes = this.#length === 0 ? chunk : this.#append(chunk);
    let at = 0;
    while (true) {
      const next = this.#awaited === undefined ? this.#line(bytes, at, take) : this.#payload(bytes, at, take);
      if (next === WAITS) break;
      at = next;
    }
    this.#keep(bytes, at);
  }

  #line(bytes: Uint8Array, at: number, take: (frame: ServerFrame) => void): number {
    const end = bytes.indexOf(LF, at + this.#searched);
    const length = (end < 0 ? bytes.length : end) - at;
    if (length > this.#maxLine) {
      throw new Error(`Cannot take a line of ${length} bytes: wanted at most ${this.#maxLine}`);
    }
    this.#searched = end < 0 ? length : 0;
    if (end < 0) return WAITS;
    const stop = end > at && bytes[end - 1] === CR ? end - 1 : end;
    const frame = this.#frame(decoder.decode(bytes.subarray(at, stop)));
    if (frame !== undefined) take(frame);
    return end + 1;
  }

  /** What a line says by itself; nothing, where a message begins with it. */
  #frame(line: string): ServerFrame | undefined {
    const [, verb = "", rest = ""] = /^(\S*)[ \t]*(.*?)[ \t]*$/s.exec(line) ?? [];
    switch (verb.toUpperCase()) {
      case "MSG":
      case "HMSG":
        this.#awaited = this.#announced(line, rest.split(/[ \t]+/), verb.length === 4);
        return undefined;
      case "PING":
        return { type: "ping" };
      case "PONG":
        return { type: "pong" };
      case "+OK":
        return { type: "ok" };
      case "-ERR":
        return { type: "error", text: /^'(.*)'$/s.exec(rest)?.[1] ?? rest };
      case "INFO":
        return { type: "info", json: rest };
      default:
        throw unexpected(line, "a NATS server's words");
    }
  }

  #announced(line: string, args: string[], headers: boolean): Awaited {
    const sizes = headers ? 2 : 1;
    const reply = args.length === 3 + sizes ? args[2] : undefined;
    const [size = NaN, headerSize] = args.slice(-sizes).reverse().map(sizeOf);
    if (args.length !== 2 + sizes && reply === undefined) throw unexpected(line, "a subject, an id, and sizes");
    if (!(size >= (headerSize ?? 0))) throw unexpected(line, "sizes that fit together");
    if (size > this.#maxPayload) {
      throw new Error(`Cannot take a message of ${size} bytes: wanted at most ${this.#maxPayload}`);
    }
    return { subject: args[0]!, sid: args[1]!, reply, headerSize, size };
  }

  #payload(bytes: Uint8Array, at: number, take: (frame: ServerFrame) => void): number {
    const { headerSize, size, ...message } = this.#awaited!;
    const stop = at + size;
    if (bytes.length < stop + 2) return WAITS;
    if (bytes[stop] !== CR || bytes[stop + 1] !== LF) {
      throw unexpected(decoder.decode(bytes.subarray(stop, stop + 2)), "a line end behind a message");
    }
    this.#awaited = undefined;
    const headers = headerSize === undefined ? undefined : bytes.slice(at, at + headerSize);
    take({ type: "message", ...message, headers, payload: bytes.slice(at + (headerSize ?? 0), stop) });
    return stop + 2;
  }

  #append(chunk: Uint8Array): Uint8Array {
    this.#reserve(this.#length + chunk.length);
    this.#held.set(chunk, this.#length);
    this.#length += chunk.length;
    return this.#held.subarray(0, this.#length);
  }

  /** Holds on to what stands from `at` on. */
  #keep(bytes: Uint8Array, at: number): void {
    const left = bytes.length - at;
    const own = bytes.buffer === this.#held.buffer;
    if (left === 0 && this.#held.length > KEPT) this.#held = EMPTY;
    else if (own) this.#held.copyWithin(0, at, bytes.length);
    else if (left > 0) {
      this.#reserve(left);
      this.#held.set(bytes.subarray(at));
    }
    this.#length = left;
  }

  #reserve(length: number): void {
    if (length <= this.#held.length) return;
    const grown = new Uint8Array(Math.max(length, this.#held.length * 2, 64));
    grown.set(this.#held.subarray(0, this.#length));
    this.#held = grown;
  }
}

function sizeOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
}

function unexpected(text: string, wanted: string): Error {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new Error(`Cannot understand ${JSON.stringify(shown)}: wanted ${wanted}`);
}
