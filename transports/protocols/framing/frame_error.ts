/** What was wrong: the frame is longer than the limit, or its bytes do not follow the format. */
export type FrameErrorCode = "too-long" | "malformed";

/** What a {@linkcode FrameError} carries beside its message. */
export interface FrameErrorOptions {
  /** What was wrong. */
  code: FrameErrorCode;
  /** The limit that was passed, in bytes, when the code is `"too-long"`. */
  limit?: number;
}

/**
 * Bytes that cannot be decoded into a frame, or a frame that cannot be encoded.
 *
 * The message is one line and shows sizes and single bytes as numbers, never the peer's bytes themselves, so it can be
 * logged as it is.
 *
 * @example Branching on the code
 * ```ts
 * import { FrameError, lines } from "@mailroom/mailroom/transports";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const decoder = lines({ maxLength: 4 }).decoder();
 * const bytes = new TextEncoder().encode("hello\n");
 * const error = assertThrows(() => decoder.push(bytes, () => {}), FrameError);
 * if (error.code === "too-long") assertEquals(error.limit, 4);
 * ```
 */
export class FrameError extends Error {
  /** Always `"FrameError"`. */
  override readonly name = "FrameError";
  /** What was wrong. */
  readonly code: FrameErrorCode;
  /** The limit that was passed, in bytes, when the code is `"too-long"`. */
  readonly limit: number | undefined;

  /**
   * Makes the error.
   *
   * @param message One line: action, value and what was wanted.
   * @param options The code, and the limit if one was passed.
   */
  constructor(message: string, options: FrameErrorOptions) {
    super(message);
    this.code = options.code;
    this.limit = options.limit;
  }
}
