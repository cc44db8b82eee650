import { TextLineStream } from "./text_line_stream.ts";

/** Decodes UTF-8 and cuts it into lines, as {@linkcode TextLineStream} does. */
export function toLines(readable: ReadableStream<Uint8Array>, options?: StreamPipeOptions): ReadableStream<string> {
  const decoder: TransformStream<Uint8Array, string> = new TextDecoderStream() as TransformStream<Uint8Array, string>;
  return readable.pipeThrough(decoder).pipeThrough(new TextLineStream(), options);
}
