import type { Listener, Peer, Socket } from "../actors/routing/socket.ts";

/**
 * Two sockets that are connected to each other inside the process, for tests and for a client in the server's own program.
 * What one writes the other reads, at most `capacity` bytes ahead: then writes wait, as they do on a network.
 */
export function memoryPair(name = "pair", capacity = 64 << 10): [Socket, Socket] {
  const forth = new Pipe(capacity);
  const back = new Pipe(capacity);
  return [new MemorySocket(name, back, forth), new MemorySocket(name, forth, back)];
}

/** A listener that is dialled inside the process. */
export class MemoryListener implements Listener {
  /** Its name. */
  readonly address: Peer;
  readonly #waiting: Socket[] = [];
  readonly #accepting: PromiseWithResolvers<Socket>[] = [];
  #closed = false;

  /** A listener by a name that only shows in logs. */
  constructor(name: string) {
    this.address = { transport: "memory", hostname: name, port: 0 };
  }

  /** Connects to it; throws when it is closed. */
  dial(): Socket {
    if (this.#closed) throw new Error(`Cannot dial memory:${this.address.hostname}: it is closed`);
    const [near, far] = memoryPair(this.address.hostname);
    const accepting = this.#accepting.shift();
    if (accepting === undefined) this.#waiting.push(far);
    else accepting.resolve(far);
    return near;
  }

  /** The next connection. */
  accept(): Promise<Socket> {
    const socket = this.#waiting.shift();
    if (socket !== undefined) return Promise.resolve(socket);
    const accepting = Promise.withResolvers<Socket>();
    if (this.#closed) accepting.reject(new Error("The listener is closed"));
    else this.#accepting.push(accepting);
    return accepting.promise;
  }

  /** Ends it; connections stay. */
  close(): void {
    this.#closed = true;
    for (const accepting of this.#accepting.splice(0)) accepting.reject(new Error("The listener is closed"));
    for (const socket of this.#waiting.splice(0)) socket.close();
  }
}

class MemorySocket implements Socket {
  readonly peer: Peer;
  readonly #input: Pipe;
  readonly #output: Pipe;

  constructor(name: string, input: Pipe, output: Pipe) {
    this.peer = { transport: "memory", hostname: name, port: 0 };
    this.#input = input;
    this.#output = output;
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#input.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#output.write(bytes);
  }

  close(): void {
    this.#output.end();
    this.#input.abandon();
  }
}

/** Bytes in one direction. */
class Pipe {
  readonly #capacity: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #state: "open" | "ended" | "abandoned" = "open";
  #changed = Promise.withResolvers<void>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    while (this.#size === 0) {
      if (this.#state === "abandoned") throw new Error("The socket is closed");
      if (this.#state === "ended") return null;
      await this.#changed.promise;
    }
    const chunk = this.#chunks[0]!;
    const size = Math.min(chunk.length, buffer.length);
    buffer.set(chunk.subarray(0, size));
    if (size === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(size);
    this.#size -= size;
    this.#change();
    return size;
  }

  async write(bytes: Uint8Array): Promise<number> {
    while (this.#state === "open" && this.#size >= this.#capacity) await this.#changed.promise;
    if (this.#state !== "open") throw new Error("The peer is gone");
    const size = Math.min(bytes.length, this.#capacity - this.#size);
    if (size > 0) this.#chunks.push(bytes.slice(0, size));
    this.#size += size;
    this.#change();
    return size;
  }

  /** The writer has closed. */
  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.#change();
  }

  /** The reader has closed. */
  abandon(): void {
    this.#state = "abandoned";
    this.#chunks.length = this.#size = 0;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
