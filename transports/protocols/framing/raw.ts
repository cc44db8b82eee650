import { Carry } from "./_carry.ts";
import { GuardedDecoder } from "./_guarded_decoder.ts";
import { checkEncodable, checkMaxLength, tooLong } from "./_limits.ts";
import type { Codec, FrameDecoder } from "./codec.ts";

/** Above what any transport reads at once, so that on a stream the limit is met only if it was set. */
const RAW_MAX_LENGTH = 1_048_576;

/** Options of {@linkcode raw}. */
export interface RawOptions {
  /**
   * The longest chunk, in bytes; an integer from 1 to 4,294,967,295.
   *
   * @default {1_048_576}
   */
  maxLength?: number;
}

/**
 * No framing: a chunk is a frame, also an empty one, and nothing is ever held. For transports that keep boundaries
 * themselves, such as datagrams and WebSocket messages.
 *
 * On a stream the chunks are whatever was read at once: only their concatenation means anything, and a limit below the
 * transport's read buffer fails at the whim of the network.
 *
 * @param options The limit.
 * @returns The codec. Its `encode` returns the frame itself.
 * @throws {RangeError} If `maxLength` is out of range.
 *
 * @example Passing datagrams on as they are
 * ```ts
 * import { raw } from "@mailroom/mailroom/transports";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes: number[] = [];
 * raw().decoder().push(new Uint8Array(3), (bytes) => sizes.push(bytes.length));
 * assertEquals(sizes, [3]);
 * ```
 */
export function raw(options: RawOptions = {}): Codec {
  const maxLength = checkMaxLength(options.maxLength ?? RAW_MAX_LENGTH);
  return {
    decoder: (): FrameDecoder =>
      new GuardedDecoder({
        carry: new Carry(),
        scan(chunk, frame) {
          if (chunk.length > maxLength) throw tooLong("chunk", chunk.length, maxLength);
          frame(chunk);
        },
      }),
    encode(frame) {
      checkEncodable("chunk", frame.length, maxLength);
      return frame;
    },
  };
}
