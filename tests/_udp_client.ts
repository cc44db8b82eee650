import { type DatagramSocket, listenUdp, type Peer } from "../transports/mod.ts";
import { within } from "./_within.ts";

/** A client by datagram, for tests: what it waits for must come in time. */
export class UdpClient implements Disposable {
  readonly #socket: DatagramSocket;
  readonly #server: Peer;
  readonly #buffer = new Uint8Array(65_536);

  /** Speaks with a port of this machine. */
  constructor(port: number) {
    this.#socket = listenUdp({ port: 0 });
    this.#server = { transport: "udp", hostname: "127.0.0.1", port };
  }

  /** Sends one datagram. */
  async send(data: string | Uint8Array): Promise<void> {
    await this.#socket.send(typeof data === "string" ? new TextEncoder().encode(data) : data, this.#server);
  }

  /** The next datagram, as text. */
  async next(): Promise<string> {
    const { size } = await within(this.#socket.receive(this.#buffer), "a datagram");
    return new TextDecoder().decode(this.#buffer.subarray(0, size));
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
