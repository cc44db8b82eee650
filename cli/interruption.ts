import { SIGNALS } from "./stop_on_signal.ts";

/** Listens for the signals to stop, until it is disposed. A second one ends the program at once. */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #stop = (): void => {
    if (this.#controller.signal.aborted) Deno.exit(130);
    this.#controller.abort();
  };

  constructor() {
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#stop);
  }

  /** Aborted by the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#stop);
  }
}
