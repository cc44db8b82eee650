/** From here on nothing more is read from the server, in bytes. */
const MUCH = 8 << 20;

/** How much has been read that nobody has looked at. The server is not read while it is too much. */
export class Backlog {
  #bytes = 0;
  #waiting: PromiseWithResolvers<void> | undefined = undefined;
  #closed = false;

  /** Adds bytes, or takes them away. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= MUCH) this.#wake();
  }

  /** Lets the reader go on for good. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Resolves when it is not too much. */
  async room(): Promise<void> {
    while (this.#bytes > MUCH && !this.#closed) {
      this.#waiting = Promise.withResolvers();
      await this.#waiting.promise;
    }
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}
