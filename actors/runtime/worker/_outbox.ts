import type { Frame } from "./_frame.ts";

/** Frames of one batch. More would make the other side wait for what is ready. */
const BATCH = 256;
/** Milliseconds that a frame may wait while the thread does not come to rest. */
const PATIENCE = 0.25;

/** Sends frames in batches: what is said in one turn of the event loop crosses in one hop. */
export class Outbox {
  readonly #port: MessagePort;
  readonly #replacement: (frame: Frame, error: unknown) => Frame | undefined;
  #frames: Frame[] = [];
  #since = 0;
  #scheduled = false;

  /** `replacement` says what is sent for a frame that cannot be cloned. */
  constructor(port: MessagePort, replacement: (frame: Frame, error: unknown) => Frame | undefined) {
    this.#port = port;
    this.#replacement = replacement;
  }

  post(frame: Frame, moves: Transferable[] | undefined): void {
    if (moves !== undefined) {
      this.flush();
      return this.#send([frame], moves);
    }
    if (this.#frames.length === 0) this.#since = performance.now();
    this.#frames.push(frame);
    if (this.#frames.length >= BATCH) return this.flush();
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#rest);
  }

  /** Sends what is there. */
  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#send(frames, []);
  }

  /** Sends what has waited long enough, for a thread that is busy. */
  hurry(): void {
    if (this.#frames.length !== 0 && performance.now() - this.#since > PATIENCE) this.flush();
  }

  readonly #rest = (): void => {
    this.#scheduled = false;
    this.flush();
  };

  #send(frames: Frame[], moves: Transferable[]): void {
    try {
      this.#port.postMessage(frames, moves);
    } catch (error) {
      if (frames.length > 1) {
        for (const frame of frames) this.#send([frame], []);
        return;
      }
      const other = this.#replacement(frames[0]!, error);
      if (other !== undefined) this.#send([other], []);
    }
  }
}
