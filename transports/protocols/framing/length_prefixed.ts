import { GuardedDecoder } from "./_guarded_decoder.ts";
import { checkEncodable, checkMaxLength, DEFAULT_MAX_LENGTH, tooLong } from "./_limits.ts";
import { type HeaderReader, SizedScanner } from "./_sized_scanner.ts";
import type { Codec, FrameDecoder } from "./codec.ts";

/** Options of {@linkcode lengthPrefixed}. */
export interface LengthPrefixedOptions {
  /**
   * The longest frame, in bytes without its prefix; an integer from 1 to what the prefix can count: 255, 65,535 or
   * 4,294,967,295.
   *
   * @default {65_536, or what the prefix can count if that is less}
   */
  maxLength?: number;
  /**
   * Whether the prefix has its lowest byte first. Network order has the highest first.
   *
   * @default {false}
   */
  littleEndian?: boolean;
}

/**
 * Frames behind an unsigned length of one, two or four bytes, which does not count itself.
 *
 * A prefix over the limit fails as soon as it is complete, before anything is allocated for the frame. Memory for a cut
 * frame follows the bytes that have arrived, not the bytes that were announced.
 *
 * @param bytes The size of the prefix.
 * @param options The limit and the byte order.
 * @returns The codec.
 * @throws {RangeError} If `bytes` is not 1, 2 or 4, or `maxLength` is out of range.
 *
 * @example Two bytes of length, highest first
 * ```ts
 * import { lengthPrefixed } from "@mailroom/mailroom/transports";
 * import { assertEquals } from "@std/assert";
 *
 * const codec = lengthPrefixed(2, { maxLength: 1024 });
 * const wire = codec.encode(new Uint8Array([7, 8, 9]));
 * assertEquals(wire, new Uint8Array([0, 3, 7, 8, 9]));
 * codec.decoder().push(wire, (frame) => assertEquals(frame, new Uint8Array([7, 8, 9])));
 * ```
 */
export function lengthPrefixed(bytes: 1 | 2 | 4, options: LengthPrefixedOptions = {}): Codec {
  if (bytes !== 1 && bytes !== 2 && bytes !== 4) {
    throw new RangeError(`Cannot prefix frames with a length of ${bytes} bytes, wanted 1, 2 or 4`);
  }
  const highest = 2 ** (8 * bytes) - 1;
  const maxLength = checkMaxLength(options.maxLength ?? Math.min(DEFAULT_MAX_LENGTH, highest), highest);
  const littleEndian = options.littleEndian ?? false;
  return {
    decoder: (): FrameDecoder => new GuardedDecoder(new SizedScanner(new PrefixReader(bytes, maxLength, littleEndian))),
    encode(frame) {
      checkEncodable("frame", frame.length, maxLength);
      const out = new Uint8Array(bytes + frame.length);
      for (let i = 0; i < bytes; i++) out[littleEndian ? i : bytes - 1 - i] = frame.length >>> (8 * i);
      out.set(frame, bytes);
      return out;
    },
  };
}

class PrefixReader implements HeaderReader {
  readonly longest: number;
  readonly header: number;
  body = 0;
  readonly #maxLength: number;
  readonly #littleEndian: boolean;

  constructor(bytes: number, maxLength: number, littleEndian: boolean) {
    this.longest = this.header = bytes;
    this.#maxLength = maxLength;
    this.#littleEndian = littleEndian;
  }

  read(bytes: Uint8Array, at: number, end: number): number {
    const header = this.header;
    if (end - at < header) return 0;
    let length = 0;
    // Multiplied, because shifting would make lengths from 2 GiB on negative.
    const last = at + header - 1;
    for (let i = 0; i < header; i++) length = length * 256 + bytes[this.#littleEndian ? last - i : at + i]!;
    if (length > this.#maxLength) throw tooLong("frame", length, this.#maxLength);
    this.body = length;
    return header + length;
  }
}
