/**
 * Bytes in, frames out. A decoder belongs to one stream and keeps what is left of an unfinished frame between calls.
 *
 * It never keeps a view of a chunk, so the chunk's buffer may be written again as soon as `push` has returned.
 */
export interface FrameDecoder {
  /**
   * Feeds one chunk and calls `frame` for each whole frame, in order, before it returns.
   *
   * The bytes passed to `frame` are a view, not a copy: into the chunk, or into the decoder's own buffer for a frame that
   * was cut. They are valid only during that call of `frame`; copy what must live longer.
   *
   * How a stream is cut into chunks never changes which frames come out of it ({@linkcode raw} excepted).
   *
   * When the bytes break the format or the limit, the frames before the fault are delivered first. From then on the
   * decoder is dead: it holds nothing, and every further push throws the same error. The same goes for an error that
   * `frame` throws, because the rest of that chunk is lost.
   *
   * @param chunk The next bytes of the stream; any size, also empty.
   * @param frame Called with each whole frame. It must not push into this decoder.
   * @throws {FrameError} If a frame is over the limit (as soon as that is certain) or malformed.
   * @throws {TypeError} If called from within `frame`.
   */
  push(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void;
  /**
   * Bytes held of an unfinished frame, with its header or the begun part of its end; never more than the limit plus
   * those. Above 0 at the end of a stream, a frame was cut off.
   */
  readonly pending: number;
}

/**
 * A way to mark where frames begin and end in a stream of bytes. Codecs are immutable and can be shared; every stream
 * needs a decoder of its own.
 *
 * Encoding and decoding are inverse: what {@linkcode Codec.encode} returns decodes to the very same frame.
 */
export interface Codec {
  /** Makes a decoder for one stream. It allocates nothing until a frame is cut. */
  decoder(): FrameDecoder;
  /**
   * Wraps one frame for the wire.
   *
   * @param frame The frame's bytes, without header or end unless the codec says otherwise.
   * @returns The bytes to send. They may be `frame` itself where the format adds nothing.
   * @throws {FrameError} If the frame is over the limit, or the format cannot express it.
   */
  encode(frame: Uint8Array): Uint8Array;
}
