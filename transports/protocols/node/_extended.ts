import { readSize } from "../nats/_arguments.ts";
import type { TextCache } from "../nats/_text_cache.ts";
import { GROUPS_ONLY, HAS_REPLY } from "./encoder.ts";

const BLANK = 0x20;
const ZERO = 0x30;

/** What the line of `X` says. */
export class Extended {
  account = "";
  subject = "";
  reply: string | undefined = undefined;
  only = false;
  headerSize = 0;
  size = 0;
  /** The queue groups, separated by blanks; empty where there are none. */
  queues = "";
  #at = 0;

  /**
   * Reads `account subject bits headersize size [reply] [queue ...]`, the bytes from `from` to `to`. One object is used again
   * and again, because every message with headers or for a queue group comes this way.
   *
   * @returns whether it is that
   */
  read(texts: TextCache, bytes: Uint8Array, from: number, to: number): boolean {
    this.#at = from;
    const account = this.#word(bytes, to);
    const subject = this.#word(bytes, to);
    const bits = this.#word(bytes, to);
    const headers = this.#word(bytes, to);
    const size = this.#word(bytes, to);
    const flags = bytes[bits]! - ZERO;
    if (subject - account < 2 || bits - subject < 2 || headers - bits !== 2 || flags < 0 || flags > 3) return false;
    this.account = texts.of(bytes, account, subject - 1);
    this.subject = texts.of(bytes, subject, bits - 1);
    this.only = (flags & GROUPS_ONLY) !== 0;
    this.headerSize = readSize(bytes, headers, size - 1);
    this.size = readSize(bytes, size, this.#end(bytes, size, to));
    this.reply = undefined;
    if (this.size < 0 || this.headerSize < 0 || this.headerSize > this.size) return false;
    if ((flags & HAS_REPLY) !== 0) {
      const reply = this.#word(bytes, to);
      const end = this.#end(bytes, reply, to);
      if (end === reply) return false;
      this.reply = texts.of(bytes, reply, end);
    }
    // A blank without a word behind it is one too many.
    if (this.#at > to) {
      this.queues = "";
      return true;
    }
    this.queues = texts.of(bytes, this.#at, to);
    return this.queues !== "" && !/^ | {2}| $/.test(this.queues);
  }

  /** Where the next word begins; what is to be read goes on behind the blank that ends it. */
  #word(bytes: Uint8Array, to: number): number {
    const start = this.#at;
    this.#at = this.#end(bytes, start, to) + 1;
    return start;
  }

  #end(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && bytes[at] !== BLANK) at++;
    return at;
  }
}
