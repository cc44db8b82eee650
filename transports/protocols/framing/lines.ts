import { Carry } from "./_carry.ts";
import { GuardedDecoder, type Scanner } from "./_guarded_decoder.ts";
import { checkEncodable, checkMaxLength, DEFAULT_MAX_LENGTH, malformed, tooLong } from "./_limits.ts";
import type { Codec, FrameDecoder } from "./codec.ts";

const LF = 10;
const CR = 13;

/** Options of {@linkcode lines}. */
export interface LinesOptions {
  /**
   * The longest line, in bytes without its end; an integer from 1 to 4,294,967,295.
   *
   * @default {65_536}
   */
  maxLength?: number;
  /**
   * Whether frames include their line end, as it was received.
   *
   * @default {false}
   */
  keepEnd?: boolean;
}

/**
 * Lines of text or bytes. LF or CRLF ends a line; a CR anywhere else belongs to the line. Encoding appends LF.
 *
 * A line that never ends fails as soon as more than `maxLength` bytes of it are there, not when its end arrives. The
 * last line of a stream is delivered only if it is ended.
 *
 * Encoding refuses a line that contains LF or ends in CR, since it would come back as something else. With `keepEnd`
 * the line to encode has to carry its own end, LF or CRLF.
 *
 * @param options The limit, and whether to keep line ends.
 * @returns The codec.
 * @throws {RangeError} If `maxLength` is out of range.
 *
 * @example Decoding what arrives in pieces
 * ```ts
 * import { lines } from "@mailroom/mailroom/transports";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new TextEncoder(), text = new TextDecoder();
 * const decoder = lines().decoder();
 * const heard: string[] = [];
 * decoder.push(bytes.encode("hello\r\nwor"), (line) => heard.push(text.decode(line)));
 * assertEquals(heard, ["hello"]);
 * assertEquals(decoder.pending, 3);
 * decoder.push(bytes.encode("ld\n"), (line) => heard.push(text.decode(line)));
 * assertEquals(heard, ["hello", "world"]);
 * ```
 */
export function lines(options: LinesOptions = {}): Codec {
  const maxLength = checkMaxLength(options.maxLength ?? DEFAULT_MAX_LENGTH);
  const keepEnd = options.keepEnd ?? false;
  return {
    decoder: (): FrameDecoder => new GuardedDecoder(new LineScanner(maxLength, keepEnd)),
    encode: (line) => keepEnd ? encodeEnded(line, maxLength) : encodeBare(line, maxLength),
  };
}

class LineScanner implements Scanner {
  readonly carry = new Carry();
  readonly #maxLength: number;
  readonly #keepEnd: boolean;

  constructor(maxLength: number, keepEnd: boolean) {
    this.#maxLength = maxLength;
    this.#keepEnd = keepEnd;
  }

  scan(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void {
    const { buffer, byteOffset } = chunk;
    const keepEnd = this.#keepEnd;
    let start = 0;
    let end = chunk.indexOf(LF);
    if (end >= 0 && this.carry.length > 0) {
      frame(this.#finish(chunk, end));
      start = end + 1;
      end = chunk.indexOf(LF, start);
    }
    while (end >= 0) {
      const stop = end > start && chunk[end - 1] === CR ? end - 1 : end;
      if (stop - start > this.#maxLength) throw tooLong("line", stop - start, this.#maxLength);
      // The constructor is twice as fast as subarray(), which has to look up the species.
      frame(new Uint8Array(buffer, byteOffset + start, (keepEnd ? end + 1 : stop) - start));
      start = end + 1;
      end = chunk.indexOf(LF, start);
    }
    if (start < chunk.length) this.#hold(chunk, start, chunk.length);
  }

  /** Returns the line that began in the carry and ends with the LF at `end`. */
  #finish(chunk: Uint8Array, end: number): Uint8Array {
    this.#hold(chunk, 0, end);
    const { bytes, length } = this.carry;
    if (this.#keepEnd) {
      this.carry.append(chunk, end, end + 1, this.#maxLength + 2);
      return this.carry.take(0, length + 1);
    }
    return this.carry.take(0, bytes[length - 1] === CR ? length - 1 : length);
  }

  /** Adds bytes to the unfinished line, unless it is certain that the line will be too long. */
  #hold(chunk: Uint8Array, from: number, to: number): void {
    const held = this.carry.length + to - from;
    const last = to > from ? chunk[to - 1] : this.carry.bytes[held - 1];
    // A CR at the very end may yet turn out to be half of the line's end.
    const least = last === CR ? held - 1 : held;
    if (least > this.#maxLength) throw tooLong("line", least, this.#maxLength);
    this.carry.append(chunk, from, to, this.#maxLength + 2);
  }
}

function encodeBare(line: Uint8Array, maxLength: number): Uint8Array {
  checkEncodable("line", line.length, maxLength);
  const lf = line.indexOf(LF);
  if (lf >= 0) throw malformed(`Cannot encode line: LF at byte ${lf}, wanted none`);
  if (line[line.length - 1] === CR) {
    throw malformed(`Cannot encode line: CR at its last byte ${line.length - 1}, wanted none there`);
  }
  const out = new Uint8Array(line.length + 1);
  out.set(line);
  out[line.length] = LF;
  return out;
}

function encodeEnded(line: Uint8Array, maxLength: number): Uint8Array {
  const lf = line.indexOf(LF);
  const end = lf < 0 ? line.length : lf;
  checkEncodable("line", end > 0 && line[end - 1] === CR ? end - 1 : end, maxLength);
  if (lf < 0) throw malformed(`Cannot encode line: no LF in its ${line.length} bytes, wanted one as the last byte`);
  if (lf < line.length - 1) {
    throw malformed(`Cannot encode line: LF at byte ${lf}, wanted one only as the last of ${line.length} bytes`);
  }
  return line;
}
