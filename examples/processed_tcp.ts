/**
 * A server that greets whoever connects and answers each line. Try it with `nc 127.0.0.1 9000`.
 *
 *     deno run --allow-net=127.0.0.1 examples/processed_tcp.ts [PORT]
 */
import { lines, peerText, type Protocol, serveTcp, type Transport } from "@mailroom/mailroom/transports";

const text = new TextDecoder();

class Processed implements Protocol {
  readonly #decoder = lines().decoder();
  #transport!: Transport;

  connected(transport: Transport): void {
    this.#transport = transport;
    transport.write("Welcome! Every line is processed\n");
  }

  received(chunk: Uint8Array): void {
    this.#decoder.push(chunk, (line) => this.#transport.write(`Processed: ${text.decode(line)}\n`));
  }
}

const server = serveTcp({ port: Number(Deno.args[0] ?? 9000), protocol: () => new Processed() });
console.log(`listening ${peerText(server.address)}`);
