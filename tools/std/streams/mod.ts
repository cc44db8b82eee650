/**
 * A small stand-in for what this project uses of `@std/streams`.
 *
 * It is read only where the real package cannot be fetched.
 *
 * @module
 */

export { TextLineStream, type TextLineStreamOptions } from "./text_line_stream.ts";
export { toText } from "./to_text.ts";
