import { Carry } from "./_carry.ts";
import { Finder } from "./_finder.ts";
import { GuardedDecoder, type Scanner } from "./_guarded_decoder.ts";
import { checkEncodable, checkMaxLength, DEFAULT_MAX_LENGTH, malformed, tooLong } from "./_limits.ts";
import type { Codec, FrameDecoder } from "./codec.ts";

/** Options of {@linkcode delimited}. */
export interface DelimitedOptions {
  /**
   * The longest frame, in bytes without the delimiter; an integer from 1 to 4,294,967,295.
   *
   * @default {65_536}
   */
  maxLength?: number;
  /**
   * Whether frames include the delimiter that ends them.
   *
   * @default {false}
   */
  keepEnd?: boolean;
}

/**
 * Frames that end with a delimiter of one byte or more, such as a NUL or `"\r\n"`. The first place where the delimiter
 * is complete ends the frame. Decoding takes linear time, whatever the bytes.
 *
 * A frame that never ends fails as soon as more than `maxLength` bytes of it are there that cannot be the begun
 * delimiter. The last frame of a stream is delivered only if it is ended.
 *
 * Encoding appends the delimiter and refuses a frame that would then end early. With `keepEnd` the frame to encode has
 * to end with the delimiter already.
 *
 * @param delimiter The delimiter; a string stands for its UTF-8 bytes.
 * @param options The limit, and whether to keep delimiters.
 * @returns The codec.
 * @throws {RangeError} If the delimiter is empty or `maxLength` is out of range.
 *
 * @example Records that end with NUL
 * ```ts
 * import { delimited } from "@mailroom/mailroom/transports";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new TextEncoder(), text = new TextDecoder();
 * const heard: string[] = [];
 * delimited("\0").decoder().push(bytes.encode("one\0two\0"), (record) => heard.push(text.decode(record)));
 * assertEquals(heard, ["one", "two"]);
 * ```
 */
export function delimited(delimiter: string | Uint8Array, options: DelimitedOptions = {}): Codec {
  // A copy, because the caller may write to its bytes later.
  const end = typeof delimiter === "string" ? new TextEncoder().encode(delimiter) : new Uint8Array(delimiter);
  if (end.length === 0) throw new RangeError("Cannot delimit frames: delimiter has 0 bytes, wanted at least 1");
  const maxLength = checkMaxLength(options.maxLength ?? DEFAULT_MAX_LENGTH);
  const keepEnd = options.keepEnd ?? false;
  return {
    decoder: (): FrameDecoder => new GuardedDecoder(new DelimitedScanner(end, maxLength, keepEnd)),
    encode: (frame) => keepEnd ? encodeEnded(frame, end, maxLength) : encodeBare(frame, end, maxLength),
  };
}

class DelimitedScanner implements Scanner {
  readonly carry = new Carry();
  readonly #finder: Finder;
  readonly #maxLength: number;
  readonly #keepEnd: boolean;

  constructor(delimiter: Uint8Array, maxLength: number, keepEnd: boolean) {
    this.#finder = new Finder(delimiter);
    this.#maxLength = maxLength;
    this.#keepEnd = keepEnd;
  }

  scan(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void {
    const { buffer, byteOffset, length } = chunk;
    const finder = this.#finder;
    const tail = finder.delimiter.length;
    const cut = this.#keepEnd ? 0 : tail;
    let start = 0;
    let end = finder.find(chunk, 0);
    if (end >= 0 && this.carry.length > 0) {
      this.#hold(chunk, 0, end, tail);
      frame(this.carry.take(0, this.carry.length - cut));
      start = end;
      end = finder.find(chunk, start);
    }
    while (end >= 0) {
      this.#check(end - start - tail);
      frame(new Uint8Array(buffer, byteOffset + start, end - start - cut));
      start = end;
      end = finder.find(chunk, start);
    }
    if (start < length) this.#hold(chunk, start, length, finder.matched);
  }

  /** Adds bytes to the unfinished frame. The last `delimiting` bytes held then are, or may be, its delimiter. */
  #hold(chunk: Uint8Array, from: number, to: number, delimiting: number): void {
    this.#check(this.carry.length + to - from - delimiting);
    this.carry.append(chunk, from, to, this.#maxLength + this.#finder.delimiter.length);
  }

  #check(least: number): void {
    if (least > this.#maxLength) throw tooLong("frame", least, this.#maxLength);
  }
}

function encodeBare(frame: Uint8Array, delimiter: Uint8Array, maxLength: number): Uint8Array {
  checkEncodable("frame", frame.length, maxLength);
  const out = new Uint8Array(frame.length + delimiter.length);
  out.set(frame);
  out.set(delimiter, frame.length);
  checkFirstEnd(out, delimiter);
  return out;
}

function encodeEnded(frame: Uint8Array, delimiter: Uint8Array, maxLength: number): Uint8Array {
  checkEncodable("frame", frame.length - delimiter.length, maxLength);
  checkFirstEnd(frame, delimiter);
  return frame;
}

/** Throws unless the first delimiter in `bytes` is their end. */
function checkFirstEnd(bytes: Uint8Array, delimiter: Uint8Array): void {
  const end = new Finder(delimiter).find(bytes, 0);
  if (end === bytes.length) return;
  const found = end < 0 ? "no delimiter" : `delimiter complete after ${end} bytes`;
  throw malformed(`Cannot encode frame: ${found}, wanted one only as the end of ${bytes.length} bytes`);
}
