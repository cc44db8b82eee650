import { GuardedDecoder } from "./_guarded_decoder.ts";
import { checkEncodable, checkMaxLength, DEFAULT_MAX_LENGTH, hex, malformed, tooLong } from "./_limits.ts";
import { type HeaderReader, SizedScanner } from "./_sized_scanner.ts";
import type { Codec, FrameDecoder } from "./codec.ts";

const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

/** Options of {@linkcode netstring}. */
export interface NetstringOptions {
  /**
   * The longest frame, in bytes without its length and comma; an integer from 1 to 4,294,967,295.
   *
   * @default {65_536}
   */
  maxLength?: number;
}

/**
 * Netstrings: the length in decimal digits, a colon, the bytes, a comma; `5:hello,`.
 *
 * There is one way to write a frame: leading zeros and an absent length are malformed. A length over the limit fails at
 * the first digit that makes it so. A frame is delivered only after its comma was seen.
 *
 * @param options The limit.
 * @returns The codec.
 * @throws {RangeError} If `maxLength` is out of range.
 *
 * @example Encoding and decoding
 * ```ts
 * import { netstring } from "@mailroom/mailroom/transports";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new TextEncoder(), text = new TextDecoder();
 * const codec = netstring();
 * assertEquals(text.decode(codec.encode(bytes.encode("hello"))), "5:hello,");
 * const heard: string[] = [];
 * codec.decoder().push(bytes.encode("2:hi,0:,"), (frame) => heard.push(text.decode(frame)));
 * assertEquals(heard, ["hi", ""]);
 * ```
 */
export function netstring(options: NetstringOptions = {}): Codec {
  const maxLength = checkMaxLength(options.maxLength ?? DEFAULT_MAX_LENGTH);
  return {
    decoder: (): FrameDecoder => new GuardedDecoder(new SizedScanner(new DigitsReader(maxLength))),
    encode(frame) {
      checkEncodable("netstring", frame.length, maxLength);
      const digits = String(frame.length);
      const out = new Uint8Array(digits.length + 1 + frame.length + 1);
      for (let i = 0; i < digits.length; i++) out[i] = digits.charCodeAt(i);
      out[digits.length] = COLON;
      out.set(frame, digits.length + 1);
      out[out.length - 1] = COMMA;
      return out;
    },
  };
}

class DigitsReader implements HeaderReader {
  readonly longest: number;
  header = 0;
  body = 0;
  readonly #maxLength: number;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
    this.longest = String(maxLength).length + 1;
  }

  read(bytes: Uint8Array, at: number, end: number): number {
    let length = 0;
    // Bounded without counting: after a first digit that is not 0, every further one multiplies the length.
    for (let i = at; i < end; i++) {
      const byte = bytes[i]!;
      if (byte === COLON && i > at) {
        this.header = i + 1 - at;
        this.body = length;
        return this.header + length + 1;
      }
      if (byte < ZERO || byte > NINE) {
        throw malformed(
          `Cannot decode netstring: ${hex(byte)} in its length, wanted a digit${i > at ? " or colon" : ""}`,
        );
      }
      if (length === 0 && i > at) {
        throw malformed(`Cannot decode netstring: ${hex(byte)} after a leading zero, wanted a colon`);
      }
      length = length * 10 + byte - ZERO;
      if (length > this.#maxLength) throw tooLong("netstring", length, this.#maxLength);
    }
    return 0;
  }

  check(bytes: Uint8Array, at: number): void {
    if (bytes[at] !== COMMA) {
      throw malformed(`Cannot decode netstring: ${hex(bytes[at]!)} after its ${this.body} bytes, wanted a comma`);
    }
  }
}
