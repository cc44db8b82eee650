/**
 * A chat room over TCP, the way Twisted has it: a protocol for each connection, and a factory that knows them all.
 * What one client says reaches all others. Talk to it with `chat_client.ts`, or with `nc`.
 *
 *     deno run --allow-net=127.0.0.1 examples/chat_server.ts [PORT]
 */
import { lines, peerText, type Protocol, serveTcp, type Transport } from "@mailroom/mailroom/transports";

/** The factory: makes the protocols and keeps what they share. */
class Room {
  readonly members = new Set<Chatter>();

  /** Sends a line to everybody but the one who said it. */
  say(line: Uint8Array | string, from: Chatter): void {
    for (const member of this.members) if (member !== from) member.hear(line);
  }
}

/** The protocol: one of these for each connection. */
class Chatter implements Protocol {
  readonly #room: Room;
  readonly #decoder = lines({ maxLength: 1_024, keepEnd: true }).decoder();
  #transport!: Transport;

  constructor(room: Room) {
    this.#room = room;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    transport.write(`Welcome! Others here: ${this.#room.members.size}\n`);
    this.#room.members.add(this);
    this.#room.say("* somebody came\n", this);
  }

  // A line over the limit makes the decoder throw, which ends this connection and no other.
  received(chunk: Uint8Array): void {
    this.#decoder.push(chunk, (line) => this.#room.say(line, this));
  }

  lost(): void {
    this.#room.members.delete(this);
    this.#room.say("* somebody left\n", this);
  }

  hear(line: Uint8Array | string): void {
    this.#transport.write(line);
  }
}

const room = new Room();
const server = serveTcp({ port: Number(Deno.args[0] ?? 9000), protocol: () => new Chatter(room) });
console.log(`listening ${peerText(server.address)}`);
