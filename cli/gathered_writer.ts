/** What is written to: it may take only a part of what it is given. */
export interface Sink {
  write(bytes: Uint8Array): Promise<number>;
}

/** From here on a writer is asked to wait, in bytes. */
const MUCH = 1 << 20;

/** Puts together what is written in one turn, and writes it as one, in order, however many writes that takes. */
export class GatheredWriter {
  readonly #sink: Sink;
  #gathered = new Uint8Array(1_024);
  #spare = new Uint8Array(1_024);
  #length = 0;
  #running: Promise<void> | undefined = undefined;
  #failure: { readonly error: unknown } | undefined = undefined;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** How many bytes wait for the write before them to end. */
  get waiting(): number {
    return this.#length;
  }

  /** Adds bytes, which are copied. What cannot be written any more is dropped; `flush` tells. */
  write(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    const end = this.#length + bytes.length;
    if (end > this.#gathered.length) {
      const grown = new Uint8Array(Math.max(end, this.#gathered.length * 2));
      grown.set(this.#gathered.subarray(0, this.#length));
      this.#gathered = grown;
    }
    this.#gathered.set(bytes, this.#length);
    this.#length = end;
    this.#running ??= this.#run();
  }

  /** Resolves when more can be written without gathering too much; rejects when nothing can. */
  async ready(): Promise<void> {
    if (this.#length > MUCH || this.#failure !== undefined) await this.flush();
  }

  /** Resolves when all is written; rejects with the sink's error. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #run(): Promise<void> {
    // Whoever writes now may have more to write.
    await Promise.resolve();
    try {
      while (this.#length > 0) {
        const bytes = this.#gathered.subarray(0, this.#length);
        [this.#gathered, this.#spare, this.#length] = [this.#spare, this.#gathered, 0];
        for (let at = 0; at < bytes.length;) at += await this.#sink.write(bytes.subarray(at));
      }
    } catch (error) {
      this.#failure = { error };
      this.#length = 0;
    }
    this.#running = undefined;
  }
}
