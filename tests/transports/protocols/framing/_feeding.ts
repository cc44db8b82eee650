import { assert, assertInstanceOf } from "@std/assert";
import { type Codec, FrameError, type FrameErrorCode } from "../../../../transports/protocols/framing/mod.ts";

/** What came out of a decoder: frames as Latin-1 strings, so that they compare and print well. */
export interface Outcome {
  frames: string[];
  code: FrameErrorCode | undefined;
}

/** Bytes as a Latin-1 string. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The bytes of a Latin-1 string. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Cuts a stream at the given places; places beyond its end count from its beginning again. */
export function cut(stream: Uint8Array, places: number[]): Uint8Array[] {
  const sorted = places.map((place) => place % (stream.length + 1)).sort((a, b) => a - b);
  return [0, ...sorted].map((from, i) => stream.slice(from, sorted[i] ?? stream.length));
}

/** The stream whole, byte by byte, and cut at the given places. */
export function feedings(stream: Uint8Array, places: number[]): Uint8Array[][] {
  return [[stream.slice()], [...stream].map((byte) => Uint8Array.of(byte)), cut(stream, places)];
}

/** Feeds a new decoder until it throws. Writes over each chunk afterwards, as a transport does that reuses its buffer. */
export function feed(codec: Codec, chunks: Uint8Array[], mostPending = Infinity): Outcome {
  const decoder = codec.decoder();
  const frames: string[] = [];
  for (const chunk of chunks) {
    try {
      decoder.push(chunk, (frame) => frames.push(latin1(frame)));
    } catch (error) {
      assertInstanceOf(error, FrameError);
      return { frames, code: error.code };
    }
    assert(decoder.pending <= mostPending, `pending is ${decoder.pending}, wanted at most ${mostPending}`);
    chunk.fill(0xee);
  }
  return { frames, code: undefined };
}
