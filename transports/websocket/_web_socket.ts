import type { LostReason } from "../../actors/routing/protocol.ts";
import type { Peer, Socket } from "../../actors/routing/socket.ts";
import { closeCode, INTERNAL_ERROR } from "./_close_codes.ts";
import { FrameDecoder } from "./_frame_decoder.ts";
import { closeFrame, frame, MOST_HEADER, OPCODES, writeHeader } from "./_frames.ts";
import { asText, textLength } from "./_text.ts";

/** The longest payload of a frame that is written, so that the other side has something to do before all has come. */
const MOST_PAYLOAD = 64 << 10;
/** How long a close frame may take that nobody waits for, in milliseconds. */
const LAST_WORD = 100;
/** Room for frames that are being written. */
const rooms: Uint8Array<ArrayBuffer>[] = [];
const MOST_ROOMS = 16;

/** The server's end of a WebSocket: a stream of bytes in frames, whose borders mean nothing. */
export class WebSocketSocket implements Socket {
  readonly peer: Peer;
  readonly #inner: Socket;
  readonly #text: boolean;
  readonly #decoder: FrameDecoder;
  /** What came with the request. */
  #left: Uint8Array;
  #reading: Promise<number | null> | undefined = undefined;
  #sending: Promise<void> | undefined = undefined;
  /** The answer to the last ping, while it is not sent. */
  #pong: Uint8Array | undefined = undefined;
  #state: "open" | "closing" | "closed" = "open";
  /** Whether the other side has gone without a word. */
  #ended = false;

  /** A socket on one whose handshake is done; with `text`, what is written goes as lines of text. */
  constructor(inner: Socket, peer: Peer, text: boolean, left: Uint8Array) {
    this.#inner = inner;
    this.peer = peer;
    this.#text = text;
    this.#left = left;
    this.#decoder = new FrameDecoder({ pinged: (payload) => this.#pinged(payload) }, text);
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#reading = this.#read(buffer).finally(() => this.#reading = undefined);
  }

  async #read(buffer: Uint8Array): Promise<number | null> {
    const decoder = this.#decoder;
    // A message that is a line may end with one byte more than it came with.
    const start = this.#text ? 1 : 0;
    while (true) {
      if (decoder.closed !== undefined) return null;
      if (decoder.failure !== undefined) throw decoder.failure;
      const size = await this.#fill(buffer.subarray(start));
      if (size === null) {
        this.#ended = true;
        return null;
      }
      const got = decoder.decode(buffer, start, start + size, 0);
      // While it is closing nobody hears what comes, but for the other side's word that it closes, too.
      if (got > 0 && this.#state === "open") return got;
    }
  }

  async #fill(buffer: Uint8Array): Promise<number | null> {
    const left = this.#left;
    if (left.length === 0) return await this.#inner.read(buffer);
    const size = Math.min(left.length, buffer.length);
    buffer.set(left.subarray(0, size));
    this.#left = left.subarray(size);
    return size;
  }

  async write(bytes: Uint8Array): Promise<number> {
    await this.#quiet();
    if (this.#state !== "open") throw new Error("Cannot write to the WebSocket: it is closed");
    const size = this.#text ? textLength(bytes, MOST_PAYLOAD) : Math.min(bytes.length, MOST_PAYLOAD);
    const part = bytes.subarray(0, size);
    const payload = this.#text ? asText(part) : part;
    const needed = MOST_HEADER + payload.length;
    const pooled = needed <= MOST_HEADER + MOST_PAYLOAD;
    const room = pooled ? rooms.pop() ?? new Uint8Array(MOST_HEADER + MOST_PAYLOAD) : new Uint8Array(needed);
    const header = writeHeader(room, this.#text ? OPCODES.text : OPCODES.binary, payload.length);
    room.set(payload, header);
    await this.#send(room.subarray(0, header + payload.length));
    if (pooled && rooms.length < MOST_ROOMS) rooms.push(room);
    return size;
  }

  async finish(reason: LostReason): Promise<void> {
    await this.#quiet();
    if (this.#state !== "open" || this.#ended) return;
    this.#state = "closing";
    const { closed } = this.#decoder;
    // The code is the other side's where it was the first to close.
    await this.#send(closeFrame(closed === undefined || closed === 1005 ? closeCode(reason) : closed));
    if (closed === undefined) await (this.#reading ?? this.read(new Uint8Array(512)));
  }

  close(): void {
    if (this.#state === "closed") return;
    const silent = this.#state !== "open" || this.#ended || this.#sending !== undefined;
    this.#state = "closed";
    if (silent) return this.#inner.close();
    const { closed, failure } = this.#decoder;
    const code = failure?.code ?? (closed === 1005 ? 1000 : closed) ?? INTERNAL_ERROR;
    const over = () => {
      clearTimeout(timer);
      this.#inner.close();
    };
    const timer = setTimeout(over, LAST_WORD);
    this.#send(closeFrame(code)).then(over, over);
  }

  /** Resolves when nothing is being sent. */
  async #quiet(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  #pinged(payload: Uint8Array): void {
    // Only the last has to be answered: who sends pings and reads nothing fills no memory.
    this.#pong = payload;
    this.#answer();
  }

  #answer(): void {
    if (this.#pong === undefined || this.#sending !== undefined || this.#state !== "open") return;
    const pong = frame(OPCODES.pong, this.#pong);
    this.#pong = undefined;
    // That it cannot be sent is heard by whoever reads or writes next.
    this.#send(pong).catch(() => {});
  }

  /** Sends a frame: all of it, because nothing may stand in between. */
  #send(bytes: Uint8Array): Promise<void> {
    const sending = this.#sendAll(bytes).finally(() => {
      this.#sending = undefined;
      this.#answer();
    });
    return this.#sending = sending;
  }

  async #sendAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#inner.write(at === 0 ? bytes : bytes.subarray(at));
    }
  }
}
