import type { Peer, Socket } from "../../actors/routing/socket.ts";

/** A socket of which something has been, or is just being, read by somebody else: that is read again, first. */
export class PrefixedSocket implements Socket {
  readonly #socket: Socket;
  #first: Promise<Uint8Array> | undefined;

  constructor(socket: Socket, first: Promise<Uint8Array>) {
    this.#socket = socket;
    this.#first = first;
  }

  get peer(): Peer {
    return this.#socket.peer;
  }

  async read(buffer: Uint8Array): Promise<number | null> {
    if (this.#first === undefined) return this.#socket.read(buffer);
    const first = await this.#first;
    if (first.length === 0) return null;
    buffer.set(first.subarray(0, buffer.length));
    this.#first = first.length <= buffer.length ? undefined : Promise.resolve(first.subarray(buffer.length));
    return Math.min(first.length, buffer.length);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#socket.write(bytes);
  }

  close(): void {
    this.#socket.close();
  }
}
