import { BAD_TEXT, isCloseCode, PROTOCOL_ERROR, TOO_LARGE, WebSocketError } from "./_close_codes.ts";
import { MOST_CONTROL, OPCODES } from "./_frames.ts";
import { unmask } from "./_mask.ts";

const LF = 0x0a;
const FIN = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;
const NOTHING = new Uint8Array(0);

/** Who is told of what is not payload. */
export interface FrameEvents {
  /** The other side wants these bytes back; they are the callee's. */
  pinged(payload: Uint8Array): void;
}

/**
 * Reads the frames of a client (RFC 6455, section 5) out of a stream, as they come.
 *
 * The payload is moved together and unmasked in place: no frame is gathered, so a frame of any length takes no memory.
 * Which message a byte was in is not told, nor whether that was text: the messages are read as one stream.
 */
export class FrameDecoder {
  readonly #events: FrameEvents;
  readonly #lines: boolean;
  readonly #header = new Uint8Array(14);
  #have = 0;
  #need = 2;
  #inPayload = false;
  #opcode = 0;
  /** Payload bytes of the frame that are still to come, and those that have come. */
  #left = 0;
  #seen = 0;
  #mask = NOTHING;
  #control = NOTHING;
  /** Whether a message has begun whose last frame has not. */
  #open = false;
  #last = -1;
  /** What the close frame said; 1005 where it gave no code. Nothing is read behind it. */
  closed: number | undefined = undefined;
  /** What is wrong with the stream. Nothing is read behind it. */
  failure: WebSocketError | undefined = undefined;

  /** With `lines`, each message is a line: where it does not end with LF, one is put behind it. */
  constructor(events: FrameEvents, lines = false) {
    this.#events = events;
    this.#lines = lines;
  }

  /**
   * Reads the bytes from `start` to `end`; puts the payload in them at `out` and behind, and returns where it ends. `out`
   * is not behind `start`; one place in front of it where messages are lines.
   */
  decode(bytes: Uint8Array, start: number, end: number, out: number): number {
    let at = start;
    while (at < end && this.failure === undefined && this.closed === undefined) {
      if (!this.#inPayload) {
        this.#header[this.#have++] = bytes[at++]!;
        if (this.#have === 2) this.#first();
        if (this.#have < this.#need || this.failure !== undefined || !this.#begin()) continue;
      }
      const size = Math.min(this.#left, end - at);
      if (this.#opcode >= OPCODES.close) this.#gather(bytes, at, size);
      else if (size > 0) {
        unmask(bytes, at, at + size, out, this.#mask, this.#seen);
        out += size;
        this.#last = bytes[out - 1]!;
      }
      at += size;
      this.#seen += size;
      this.#left -= size;
      if (this.#left === 0 && this.#end()) bytes[out++] = LF;
    }
    return out;
  }

  /** The first two bytes of a header are there. */
  #first(): void {
    const head = this.#header[0]!;
    const opcode = this.#opcode = head & 0x0f;
    const length = this.#header[1]! & 0x7f;
    const whole = (head & FIN) !== 0;
    if ((head & RESERVED) !== 0) return this.#fail("a reserved bit is set");
    if ((this.#header[1]! & MASKED) === 0) return this.#fail("a client's frame is not masked");
    if (opcode >= OPCODES.close) {
      if (opcode > OPCODES.pong) return this.#fail(`there is no opcode ${opcode}`);
      if (!whole) return this.#fail("a control frame is in parts");
      if (length > MOST_CONTROL) return this.#fail(`a control frame is longer than ${MOST_CONTROL} bytes`);
    } else {
      if (opcode > OPCODES.binary) return this.#fail(`there is no opcode ${opcode}`);
      if (this.#open !== (opcode === OPCODES.continuation)) {
        return this.#fail(this.#open ? "a message begins within another" : "a message goes on that did not begin");
      }
    }
    this.#need = 6 + (length === 126 ? 2 : length === 127 ? 8 : 0);
  }

  /** The header is there. */
  #begin(): boolean {
    const header = this.#header;
    let length = header[1]! & 0x7f;
    if (length > 125) {
      const size = length === 126 ? 2 : 8;
      length = 0;
      for (let i = 2; i < 2 + size; i++) length = length * 256 + header[i]!;
      if (size === 8 && header[2]! >= 0x80) return this.#fail("a length has 64 bits"), false;
      if (length > Number.MAX_SAFE_INTEGER) {
        return this.#fail("a frame is longer than can be counted", TOO_LARGE), false;
      }
      if (length <= (size === 2 ? 125 : 0xffff)) return this.#fail("a length is longer than it needs to be"), false;
    }
    this.#mask = header.subarray(this.#need - 4, this.#need);
    this.#left = length;
    this.#seen = 0;
    this.#inPayload = true;
    if (this.#opcode < OPCODES.close) {
      if (this.#opcode !== OPCODES.continuation) this.#last = -1;
      this.#open = (header[0]! & FIN) === 0;
    } else if (length > 0) this.#control = new Uint8Array(length);
    return true;
  }

  #gather(bytes: Uint8Array, at: number, size: number): void {
    for (let i = 0; i < size; i++) {
      const seen = this.#seen + i;
      this.#control[seen] = bytes[at + i]! ^ this.#mask[seen & 3]!;
    }
  }

  /** The frame is over. Returns whether a line end is wanted behind it. */
  #end(): boolean {
    this.#inPayload = false;
    this.#have = 0;
    this.#need = 2;
    if (this.#opcode < OPCODES.close) return this.#lines && !this.#open && this.#last !== LF;
    const payload = this.#control;
    this.#control = NOTHING;
    if (this.#opcode === OPCODES.ping) this.#events.pinged(payload);
    else if (this.#opcode === OPCODES.close) this.#close(payload);
    return false;
  }

  #close(payload: Uint8Array): void {
    if (payload.length === 0) return void (this.closed = 1005);
    const code = payload[0]! << 8 | payload[1]!;
    if (payload.length === 1 || !isCloseCode(code)) return this.#fail("a close frame has no code that may be sent");
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(payload.subarray(2));
      this.closed = code;
    } catch {
      this.#fail("the reason in a close frame is not UTF-8", BAD_TEXT);
    }
  }

  #fail(what: string, code = PROTOCOL_ERROR): void {
    this.failure = new WebSocketError(code, `Cannot read WebSocket frames: ${what}`);
  }
}
