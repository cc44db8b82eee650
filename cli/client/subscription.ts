import type { Backlog } from "./_backlog.ts";
import type { NatsMessage } from "./message.ts";

/** What a message weighs besides its payload, in bytes. */
const WEIGHT = 256;

/**
 * The messages of one subscription, in order. To be iterated once; leaving the loop ends the subscription. Where it is
 * ended from elsewhere, the loop first gets what has come already.
 */
export class Subscription implements AsyncIterable<NatsMessage> {
  readonly #backlog: Backlog;
  readonly #closed: () => void;
  #queue: NatsMessage[] = [];
  /** What the loop is working through. */
  #batch: NatsMessage[] = [];
  #end: { readonly error: Error | undefined } | undefined = undefined;
  #waiting: PromiseWithResolvers<void> | undefined = undefined;

  constructor(backlog: Backlog, closed: () => void) {
    this.#backlog = backlog;
    this.#closed = closed;
  }

  /** Adds a message, unless it has ended. */
  push(message: NatsMessage): void {
    if (this.#end !== undefined) return;
    this.#backlog.add(weight(message));
    this.#queue.push(message);
    this.#wake();
  }

  /** Ends it. The loop throws the error, if there is one, behind what has come. */
  end(error?: Error): void {
    this.#end ??= { error };
    this.#wake();
  }

  /** Tells the server that no more is wanted, and ends it. */
  close(): void {
    if (this.#end === undefined) this.#closed();
    this.end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<NatsMessage> {
    let next = 0;
    try {
      while (true) {
        for (next = 0; next < this.#batch.length;) {
          const message = this.#batch[next++]!;
          this.#backlog.add(-weight(message));
          yield message;
        }
        [this.#batch, this.#queue] = [this.#queue, []];
        next = 0;
        if (this.#batch.length > 0) continue;
        if (this.#end?.error !== undefined) throw this.#end.error;
        if (this.#end !== undefined) return;
        this.#waiting = Promise.withResolvers();
        await this.#waiting.promise;
      }
    } finally {
      this.close();
      for (const message of [...this.#batch.slice(next), ...this.#queue]) this.#backlog.add(-weight(message));
      [this.#batch, this.#queue] = [[], []];
    }
  }

  #wake(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }
}

function weight(message: NatsMessage): number {
  return message.headers.reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    WEIGHT + message.payload.length,
  );
}
