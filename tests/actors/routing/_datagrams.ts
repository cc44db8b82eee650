import type { DatagramSocket, Peer } from "../../../actors/routing/socket.ts";
import { text } from "./_hearer.ts";

/** A datagram address by its port. */
export function udp(port: number, hostname = "127.0.0.1"): Peer {
  return { transport: "udp", hostname, port };
}

/** A datagram socket without a network: the test says what comes, and sees what goes, as `port text`. */
export class FakeDatagrams implements DatagramSocket {
  readonly address: Peer = udp(9_001);
  readonly sent: string[] = [];
  closed = false;
  /** What the next sends come to; one that is not there is a success. */
  readonly outcomes: Promise<void>[] = [];
  readonly #coming: (Error | { readonly bytes: Uint8Array; readonly from: Peer })[] = [];
  #arrived = Promise.withResolvers<void>();

  /** Lets a datagram come. */
  come(bytes: string | Uint8Array, from: Peer): void {
    this.#push({ bytes: typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes, from });
  }

  /** Lets a receive fail. */
  fail(error: Error): void {
    this.#push(error);
  }

  /** What was sent since the last time. */
  take(): string[] {
    return this.sent.splice(0);
  }

  async receive(buffer: Uint8Array): Promise<{ readonly size: number; readonly from: Peer }> {
    while (this.#coming.length === 0) {
      if (this.closed) throw new Error("The socket is closed");
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    const next = this.#coming.shift()!;
    if (next instanceof Error) throw next;
    buffer.set(next.bytes);
    return { size: next.bytes.length, from: next.from };
  }

  async send(bytes: Uint8Array, to: Peer): Promise<void> {
    if (this.closed) throw new Error("The socket is closed");
    await this.outcomes.shift();
    this.sent.push(`${to.port} ${text(bytes)}`);
  }

  close(): void {
    this.closed = true;
    this.#arrived.resolve();
  }

  #push(next: Error | { readonly bytes: Uint8Array; readonly from: Peer }): void {
    this.#coming.push(next);
    this.#arrived.resolve();
  }
}
