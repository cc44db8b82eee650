/** Passes bytes on between who dials it and a port, until it is cut: then it holds all back, and closes nothing. */
export class Proxy implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #conns: Deno.Conn[] = [];
  #open = Promise.withResolvers<void>();
  #cut = false;
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
    this.#open.resolve();
    this.#accept();
  }

  /** Where it is dialled. */
  get at(): string {
    return `127.0.0.1:${this.#listener.addr.port}`;
  }

  cut(): void {
    this.#cut = true;
    this.#open = Promise.withResolvers();
  }

  /** Lets all go on, what was held back first. */
  heal(): void {
    this.#cut = false;
    this.#open.resolve();
  }

  [Symbol.dispose](): void {
    this.heal();
    this.#listener.close();
    for (const conn of this.#conns) close(conn);
  }

  async #accept(): Promise<void> {
    for await (const near of this.#listener) {
      this.#conns.push(near);
      await this.#open.promise;
      try {
        const far = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
        this.#conns.push(far);
        this.#pass(near, far);
        this.#pass(far, near);
      } catch {
        close(near);
      }
    }
  }

  async #pass(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      for (let size; (size = await from.read(buffer)) !== null;) {
        while (this.#cut) await this.#open.promise;
        for (let at = 0; at < size;) at += await to.write(buffer.subarray(at, size));
      }
    } catch {
      // One side has gone; the other is told.
    }
    while (this.#cut) await this.#open.promise;
    close(to);
    close(from);
  }
}

function close(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch {
    // It is closed already.
  }
}
