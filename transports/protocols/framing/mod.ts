/**
 * Framing codecs: where messages begin and end in a stream of bytes. Pure objects without I/O; every decoder has a
 * limit.
 *
 * @module
 */
export { lines } from "./lines.ts";
export { delimited } from "./delimiter.ts";
export { lengthPrefixed } from "./length_prefixed.ts";
export { netstring } from "./netstring.ts";
export { raw } from "./raw.ts";
export { FrameError } from "./frame_error.ts";
export type { Codec, FrameDecoder } from "./codec.ts";
export type { LinesOptions } from "./lines.ts";
export type { DelimitedOptions } from "./delimiter.ts";
export type { LengthPrefixedOptions } from "./length_prefixed.ts";
export type { NetstringOptions } from "./netstring.ts";
export type { RawOptions } from "./raw.ts";
export type { FrameErrorCode, FrameErrorOptions } from "./frame_error.ts";
