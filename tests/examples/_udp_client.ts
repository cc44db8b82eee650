import { within } from "./_within.ts";

/** A UDP client that speaks in text. */
export class UdpClient implements Disposable {
  readonly #socket: Deno.DatagramConn;
  readonly #server: Deno.NetAddr;

  /** A client of the server on a port of this machine. */
  constructor(port: number) {
    this.#socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    this.#server = { transport: "udp", hostname: "127.0.0.1", port };
  }

  /** Sends one datagram. */
  async send(text: string): Promise<void> {
    await this.#socket.send(new TextEncoder().encode(text), this.#server);
  }

  /** The next datagram. */
  async heard(): Promise<string> {
    const [bytes] = await within(this.#socket.receive(), "a datagram from the server");
    return new TextDecoder().decode(bytes);
  }

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
