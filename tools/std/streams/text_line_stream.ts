/** The options of {@linkcode TextLineStream}. */
export interface TextLineStreamOptions {
  /** Whether a lone `\r` ends a line too. */
  allowCR?: boolean;
}

/** Cuts text into lines at `\n` and `\r\n`. What follows the last end of line is a line unless it is empty. */
export class TextLineStream extends TransformStream<string, string> {
  /** Makes the stream; by default a lone `\r` is text. */
  constructor(options: TextLineStreamOptions = {}) {
    const ends = options.allowCR ? /\r\n|\n|\r(?=[^])/g : /\r?\n/g;
    let begun = "";
    super({
      transform(chunk, controller) {
        const text = begun + chunk;
        let from = 0;
        for (const end of text.matchAll(ends)) {
          controller.enqueue(text.slice(from, end.index));
          from = end.index + end[0].length;
        }
        begun = text.slice(from);
      },
      flush(controller) {
        if (begun === "") return;
        controller.enqueue(options.allowCR && begun.endsWith("\r") ? begun.slice(0, -1) : begun);
      },
    });
  }
}
