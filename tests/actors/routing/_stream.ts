import type { Peer, Socket } from "../../../actors/routing/socket.ts";

/** A socket that is written to and never read: each write waits until it is told what becomes of it. */
export class HeldSocket implements Socket {
  readonly peer: Peer = { transport: "memory", hostname: "held", port: 0 };
  /** The bytes of each write that was begun, as they were then. */
  readonly writes: Uint8Array[] = [];
  closed = false;
  #pending: PromiseWithResolvers<number> | undefined = undefined;
  #begun = Promise.withResolvers<void>();

  read(): Promise<null> {
    return new Promise(() => {});
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#pending !== undefined) throw new Error("A second write was begun before the first was over");
    this.writes.push(bytes.slice());
    this.#pending = Promise.withResolvers();
    this.#begun.resolve();
    return this.#pending.promise;
  }

  /** Waits for the write that is under way and takes so many of its bytes. */
  async take(size: number): Promise<void> {
    (await this.#write()).resolve(size);
  }

  /** Waits for the write that is under way and fails it. */
  async fail(error: unknown): Promise<void> {
    (await this.#write()).reject(error);
  }

  close(): void {
    this.closed = true;
  }

  async #write(): Promise<PromiseWithResolvers<number>> {
    await this.#begun.promise;
    const pending = this.#pending!;
    this.#pending = undefined;
    this.#begun = Promise.withResolvers();
    return pending;
  }
}

/** A socket that takes bytes in pieces as long as `size` says, each after a turn of the event loop. */
export class ShortSocket implements Socket {
  readonly peer: Peer = { transport: "memory", hostname: "short", port: 0 };
  readonly taken: number[] = [];
  readonly #size: () => number;

  constructor(size: () => number) {
    this.#size = size;
  }

  read(): Promise<null> {
    return new Promise(() => {});
  }

  async write(bytes: Uint8Array): Promise<number> {
    const taken = bytes.slice(0, Math.max(1, this.#size()));
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.taken.push(...taken);
    return taken.length;
  }

  close(): void {}
}

/** A socket from which a script is read, an item for each read: bytes, the end, or an error. What is written is kept. */
export class ScriptedSocket implements Socket {
  readonly peer: Peer = { transport: "memory", hostname: "scripted", port: 0 };
  written = "";
  closed = false;
  readonly #script: (string | null | Error)[];

  constructor(script: (string | null | Error)[]) {
    this.#script = script;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    const item = this.#script.shift();
    if (item === undefined) return new Promise(() => {});
    await Promise.resolve();
    if (item instanceof Error) throw item;
    return item === null ? null : new TextEncoder().encodeInto(item, buffer).written;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.closed) return Promise.reject(new Error("The socket is closed"));
    this.written += new TextDecoder().decode(bytes);
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.closed = true;
  }
}
