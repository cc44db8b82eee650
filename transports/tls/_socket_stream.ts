import { Duplex } from "node:stream";
import type { Socket } from "../../actors/routing/socket.ts";

/** What a silent connection reads into, and what a busy one does, in bytes. */
const SMALL = 2 << 10;
const LARGE = 64 << 10;

/**
 * A socket as Node's stream, for those of Node's parts that want one. A write is done when the socket has taken all of it.
 * Not all who are handed the stream read only as much as they can use: so it can be held.
 */
export class SocketStream extends Duplex {
  readonly #socket: Socket;
  #room = new Uint8Array(SMALL);
  #first: Uint8Array | undefined;
  #state: "new" | "free" | "held" = "new";
  /** Whether somebody wants more than there was. */
  #wanted = false;

  /** `first` is what has been read of the socket already. */
  constructor(socket: Socket, first?: Uint8Array) {
    super();
    this.#socket = socket;
    this.#first = first;
  }

  /** Reads nothing more from the socket but what is being read, until `release`. */
  hold(): void {
    this.#state = "held";
  }

  /** Reads on. */
  release(): void {
    if (this.#state !== "held") return;
    this.#state = "free";
    if (this.#wanted) this.#more();
  }

  override _read(): void {
    this.#wanted = true;
    if (this.#state === "free") return this.#more();
    if (this.#state === "held") return;
    this.#state = "held";
    // Whoever is handed the stream has set itself up by then: bad news, too, would reach it too early.
    setImmediate(() => this.release());
  }

  override _write(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
    writeAll(this.#socket, bytes).then(() => done(), (error) => done(asError(error)));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.close();
    done(error);
  }

  #more(): void {
    this.#wanted = false;
    if (this.#first !== undefined) {
      const bytes = this.#first;
      this.#first = undefined;
      return void this.push(bytes);
    }
    this.#socket.read(this.#room).then(this.#arrived, (error) => void this.destroy(asError(error)));
  }

  readonly #arrived = (size: number | null): void => {
    if (size === null) return void this.push(null);
    const bytes = this.#room.slice(0, size);
    if (size === this.#room.length && size < LARGE) this.#room = new Uint8Array(LARGE);
    else if (size < SMALL && this.#room.length > SMALL) this.#room = new Uint8Array(SMALL);
    this.push(bytes);
  };
}

async function writeAll(socket: Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
