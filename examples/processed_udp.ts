/**
 * The same as `processed_tcp.ts` by datagram: an address is greeted when its first one comes, and each is answered.
 * Try it with `nc -u 127.0.0.1 9001`.
 *
 *     deno run --allow-net=127.0.0.1 examples/processed_udp.ts [PORT]
 *
 * Deno needs `--unstable-net` too where no deno.json says `"unstable": ["net"]`.
 */
import { cookieAdmission, peerText, type Protocol, serveUdp, type Transport } from "@mailroom/mailroom/transports";

const text = new TextDecoder();

class Processed implements Protocol {
  #transport!: Transport;

  connected(transport: Transport): void {
    this.#transport = transport;
    transport.write("Welcome! Every datagram is processed\n");
  }

  received(datagram: Uint8Array): void {
    this.#transport.write(`Processed: ${text.decode(datagram).trimEnd()}\n`);
  }
}

const server = serveUdp({
  port: Number(Deno.args[0] ?? 9001),
  protocol: () => new Processed(),
  // Answers are longer than questions: an address that may be forged must first prove that it hears them.
  admission: cookieAdmission(),
  // An address that says nothing for so many milliseconds is forgotten, and greeted when it comes again.
  idle: 30_000,
});
console.log(`listening ${peerText(server.address)}`);
