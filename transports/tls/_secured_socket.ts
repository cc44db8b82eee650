import type { TLSSocket } from "node:tls";
import type { SocketStream } from "./_socket_stream.ts";
import type { Peer, Socket } from "../../actors/routing/socket.ts";

/** So much may have come before somebody reads it, in bytes; then the peer has to wait. */
const AHEAD = 64 << 10;
/** How long saying goodbye may take where the peer does not read, in milliseconds. */
const GOODBYE = 500;

/** Node's TLS as a socket: one read and one write at a time, and nobody sends faster than the other reads. */
export class SecuredSocket implements Socket {
  readonly peer: Peer;
  readonly #tls: TLSSocket;
  /** Held where too much has come: holding the stream of TLS itself would not keep it from reading. */
  readonly #below: SocketStream;
  /** What has come and not been read; of the first, the bytes before `#at` have been. */
  readonly #chunks: Uint8Array[] = [];
  #at = 0;
  #ahead = 0;
  #state: "open" | "ended" | "broken" = "open";
  #error: Error | undefined = undefined;
  #reading: { readonly buffer: Uint8Array; readonly done: PromiseWithResolvers<number | null> } | undefined = undefined;
  #writing: PromiseWithResolvers<number> | undefined = undefined;

  /** Takes over a stream whose handshake is done, and what it lies upon. */
  constructor(tls: TLSSocket, below: SocketStream, peer: Peer) {
    this.#tls = tls;
    this.#below = below;
    this.peer = peer;
    tls.on("data", (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      this.#ahead += chunk.length;
      if (this.#ahead >= AHEAD) below.hold();
      this.#serve();
    });
    tls.on("end", () => this.#over("ended"));
    tls.on("error", (error: Error) => this.#over("broken", error));
    tls.on("close", () => this.#over("broken", new Error("The connection is closed")));
  }

  read(buffer: Uint8Array): Promise<number | null> {
    if (this.#ahead > 0) return Promise.resolve(this.#take(buffer));
    if (this.#state === "ended") return Promise.resolve(null);
    if (this.#state === "broken") return Promise.reject(this.#error);
    this.#reading = { buffer, done: Promise.withResolvers() };
    return this.#reading.done.promise;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#state === "broken") return Promise.reject(this.#error);
    const writing = this.#writing = Promise.withResolvers<number>();
    this.#tls.write(bytes, (error) => {
      if (this.#writing === writing) this.#writing = undefined;
      if (error) writing.reject(error);
      else writing.resolve(bytes.length);
    });
    return writing.promise;
  }

  close(): void {
    const idle = this.#writing === undefined && this.#error === undefined;
    this.#chunks.length = this.#ahead = this.#at = 0;
    this.#below.release();
    this.#over("broken", new Error("The connection is closed"));
    const tls = this.#tls;
    if (!idle || tls.destroyed) return void tls.destroy();
    // A peer that is told of the end knows that nothing was cut off.
    const timer = setTimeout(() => tls.destroy(), GOODBYE);
    tls.once("close", () => clearTimeout(timer));
    tls.end(() => tls.destroy());
  }

  #serve(): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    this.#reading = undefined;
    reading.done.resolve(this.#take(reading.buffer));
  }

  #take(buffer: Uint8Array): number {
    let size = 0;
    while (size < buffer.length && this.#chunks.length > 0) {
      const chunk = this.#chunks[0]!;
      const part = chunk.subarray(this.#at, this.#at + buffer.length - size);
      buffer.set(part, size);
      size += part.length;
      this.#at += part.length;
      if (this.#at < chunk.length) break;
      this.#chunks.shift();
      this.#at = 0;
    }
    this.#ahead -= size;
    if (this.#ahead < AHEAD) this.#below.release();
    return size;
  }

  #over(state: "ended" | "broken", error?: Error): void {
    if (this.#state === "broken") return;
    this.#state = state;
    this.#error = error;
    const reading = this.#reading;
    this.#reading = undefined;
    if (error === undefined) return reading?.done.resolve(null);
    reading?.done.reject(error);
    this.#writing?.reject(error);
    this.#writing = undefined;
  }
}
