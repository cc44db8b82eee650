import type { Peer, Socket } from "../../actors/routing/socket.ts";

/**
 * A socket that becomes another one: reads and writes that come meanwhile wait for it. When that fails, they fail, and the
 * connection is closed.
 */
export class UpgradableSocket implements Socket {
  readonly #plain: Socket;
  readonly #upgrade: () => Promise<Socket>;
  #reader: Socket | Promise<Socket>;
  #writer: Socket | Promise<Socket>;
  #peer: Peer;
  #done: Promise<void> | undefined = undefined;
  #closed = false;

  /** `upgrade` is called at most once, by the first `secure`; unless the socket is closed before. */
  constructor(plain: Socket, upgrade: () => Promise<Socket>) {
    this.#plain = this.#reader = this.#writer = plain;
    this.#peer = plain.peer;
    this.#upgrade = upgrade;
  }

  get peer(): Peer {
    return this.#peer;
  }

  secure(sent?: Promise<unknown>): Promise<void> {
    return this.#done ??= this.#secure(sent);
  }

  async #secure(sent: Promise<unknown> | undefined): Promise<void> {
    const upgraded = this.#upgraded(sent);
    this.#reader = upgraded;
    if (sent === undefined) this.#writer = upgraded;
    try {
      const socket = await upgraded;
      this.#reader = this.#writer = socket;
      this.#peer = socket.peer;
      if (this.#closed) socket.close();
    } catch (error) {
      this.#plain.close();
      throw error;
    }
  }

  async #upgraded(sent: Promise<unknown> | undefined): Promise<Socket> {
    if (sent !== undefined) {
      await sent;
      this.#writer = this.#reader;
    }
    if (this.#closed) throw new Error("The connection is closed");
    return await this.#upgrade();
  }

  read(buffer: Uint8Array): Promise<number | null> {
    const reader = this.#reader;
    return reader instanceof Promise ? reader.then((socket) => socket.read(buffer)) : reader.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    const writer = this.#writer;
    return writer instanceof Promise ? writer.then((socket) => socket.write(bytes)) : writer.write(bytes);
  }

  close(): void {
    this.#closed = true;
    const reader = this.#reader;
    if (reader instanceof Promise) this.#plain.close();
    else reader.close();
  }
}
