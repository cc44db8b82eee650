import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
import { FrameError } from "../framing/frame_error.ts";
import { lines } from "../framing/lines.ts";
import type { FrameDecoder } from "../framing/codec.ts";
import { type Command, HELP, isRoom, parseCommand } from "./commands.ts";

/** Options of the line protocol. */
export interface LineOptions {
  /** The room that newcomers are in. Default `lobby`. */
  readonly room?: string;
  /** The first line that a client on a stream gets. Default: names the room and `/help`. */
  readonly greeting?: string;
  /** The longest line, in bytes without its end, from 1. A longer one ends the connection. Default 65,536. */
  readonly maxLine?: number;
}

/** The subject of a room. */
export function roomSubject(room: string): string {
  return `${ROOMS}${room}`;
}

const ROOMS = "room.";
const LF = 0x0a;
const CR = 0x0d;
const SLASH = 0x2f;
const LINE_END = new Uint8Array([LF]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A chat room for people with `nc`, devices with UDP, and programs that speak in lines.
 *
 * On a stream a line ended by LF (or CRLF) is a message, on datagrams each datagram is. Every message reaches all others
 * in the room, byte for byte, and never its sender. What begins with a slash is a command, answered to the asker alone:
 * lines that begin with `* ` are news, those with `! ` refusals.
 */
export class LineProtocol implements RoutedProtocol {
  readonly #options: LineOptions;
  readonly #maxLine: number;
  readonly #decoder: FrameDecoder;
  #exchange!: Exchange;
  #transport!: Transport;
  #datagrams = false;
  /** Whether the client has said goodbye: what came in the same chunk behind it is not heard. */
  #over = false;
  #room!: Subscription;
  /** What goes before each message: the name, a colon, a blank. */
  #name: string | undefined = undefined;
  #prefix: Uint8Array | undefined = undefined;

  /** The protocol of one client. Throws a `RangeError` for options out of range. */
  constructor(options: LineOptions = {}) {
    const { maxLine = 65_536, room = "lobby" } = options;
    if (!isRoom(room)) throw new RangeError(`Cannot use the room ${JSON.stringify(room)}: wanted a name like "lobby"`);
    this.#options = options;
    this.#maxLine = maxLine;
    this.#decoder = lines({ maxLength: maxLine, keepEnd: true }).decoder();
  }

  attached(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    this.#datagrams = transport.peer.transport === "udp";
    const { room = "lobby", greeting = `Welcome to room ${room}. /help lists the commands` } = this.#options;
    this.#enter(room);
    if (!this.#datagrams) transport.write(`${greeting}\n`);
  }

  received(chunk: Uint8Array): void {
    if (this.#datagrams) return this.#datagram(chunk);
    try {
      this.#decoder.push(chunk, (line) => this.#message(line.buffer === chunk.buffer ? line : line.slice()));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      if (this.#over) return;
      this.#refuse(`Cannot take a line of more than ${this.#maxLine} bytes: wanted a shorter one`);
      this.#transport.close();
    }
  }

  delivered(publication: Publication): void {
    const { buffer, start, headerSize, end, tail } = publication;
    this.#transport.writePart(buffer, start + headerSize, end + tail);
    if (tail === 0 && !this.#datagrams) this.#transport.writePart(LINE_END, 0, 1);
  }

  describe(): ClientDescription {
    return { protocol: "line", ...this.#name === undefined ? {} : { name: this.#name } };
  }

  closing(reason: string): void {
    this.#say("!", reason);
  }

  #datagram(datagram: Uint8Array): void {
    if (datagram.length <= this.#maxLine) return this.#message(datagram);
    this.#refuse(`Cannot take a datagram of ${datagram.length} bytes: wanted at most ${this.#maxLine}`);
  }

  /** One message with the line end that it came with. */
  #message(bytes: Uint8Array): void {
    if (this.#over) return;
    const tail = endLength(bytes);
    if (bytes[0] !== SLASH || bytes.length === tail) return this.#publish(bytes, tail);
    if (bytes[1] === SLASH) return this.#publish(bytes.subarray(1), tail);
    this.#command(parseCommand(decoder.decode(bytes.subarray(0, bytes.length - tail))));
  }

  #publish(message: Uint8Array, tail: number): void {
    const bytes = this.#prefix === undefined ? message : joined(this.#prefix, message);
    const options = { tail, from: this.#exchange.ref, echo: false };
    this.#exchange.publish(new Publication(this.#room.subject, bytes, 0, bytes.length - tail, options));
  }

  #command(command: Command): void {
    switch (command.type) {
      case "join":
        this.#exchange.unsubscribe(this.#room);
        this.#enter(command.room);
        return this.#say("*", `you are in ${command.room}`);
      case "nick":
        this.#name = command.name;
        this.#prefix = encoder.encode(`${command.name}: `);
        this.#exchange.label(command.name);
        return this.#say("*", `you are ${command.name}`);
      case "who": {
        const { subject } = this.#room;
        return this.#exchange.who(subject, (names) => {
          this.#say("*", `in ${subject.slice(ROOMS.length)}: ${names.join(", ")}`);
        });
      }
      case "rooms":
        return this.#exchange.subjects(ROOMS, (rooms) => {
          const shown = rooms.map(({ subject, subscribers }) => `${subject.slice(ROOMS.length)} (${subscribers})`);
          this.#say("*", `rooms: ${shown.join(", ")}`);
        });
      case "quit":
        this.#say("*", "bye");
        this.#over = true;
        return this.#transport.close();
      case "help":
        for (const line of HELP) this.#say("*", line);
        return;
      case "refused":
        return this.#refuse(command.text);
    }
  }

  #enter(room: string): void {
    this.#room = new Subscription(roomSubject(room), this.#exchange.ref, { listed: true });
    this.#exchange.subscribe(this.#room);
  }

  #refuse(text: string): void {
    this.#exchange.count("lines_refused");
    this.#say("!", text);
  }

  #say(mark: "*" | "!", text: string): void {
    this.#transport.write(`${mark} ${text}\n`);
  }
}

/** How many of the last bytes are a line end. */
function endLength(bytes: Uint8Array): number {
  const { length } = bytes;
  if (bytes[length - 1] !== LF) return 0;
  return bytes[length - 2] === CR ? 2 : 1;
}

function joined(prefix: Uint8Array, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.length + message.length);
  bytes.set(prefix);
  bytes.set(message, prefix.length);
  return bytes;
}
