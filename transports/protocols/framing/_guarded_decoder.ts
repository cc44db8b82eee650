import type { Carry } from "./_carry.ts";
import type { FrameDecoder } from "./codec.ts";

/** What a format has to say: delivers the whole frames of a chunk and leaves the cut one in the carry. */
export interface Scanner {
  /** Holds the cut frame. */
  readonly carry: Carry;
  /** Scans one chunk. May throw at any point; it is not called again then. */
  scan(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void;
}

/** Gives a scanner the manners that all decoders share: dead after the first error, and not reentrant. */
export class GuardedDecoder implements FrameDecoder {
  readonly #scanner: Scanner;
  #state: "ready" | "scanning" | "dead" = "ready";
  /** What killed the decoder. */
  #fault: unknown;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  get pending(): number {
    return this.#scanner.carry.length;
  }

  push(chunk: Uint8Array, frame: (bytes: Uint8Array) => void): void {
    if (this.#state === "dead") throw this.#fault;
    if (this.#state === "scanning") {
      throw new TypeError(
        "Cannot push into a decoder that is delivering a frame, wanted a push after the frame callback",
      );
    }
    this.#state = "scanning";
    try {
      this.#scanner.scan(chunk, frame);
      this.#state = "ready";
    } catch (error) {
      this.#state = "dead";
      this.#fault = error;
      this.#scanner.carry.drop();
      throw error;
    }
  }
}
