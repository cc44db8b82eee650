import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { Subscription } from "../../../actors/routing/subscription.ts";
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
const NEAR = 40;
/** Lines in one turn. */
const MOST = 512;
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
  #exchange!: Exchange;
  #transport!: Transport;
  #datagrams = false;
  /** Whether the client has said goodbye: what came in the same chunk behind it is not heard. */
  #over = false;
  #room!: Subscription;
  /** What goes before each message: the name, a colon, a blank. */
  #name: string | undefined = undefined;
  /** Whether there are more whole lines than were dealt with in one turn. */
  unfinished = false;
  /** Bytes of an unfinished line that have been looked through. */
  #scanned = 0;
  #prefix: Uint8Array | undefined = undefined;

  /** The protocol of one client. Throws a `RangeError` for options out of range. */
  constructor(options: LineOptions = {}) {
    const { maxLine = 65_536, room = "lobby" } = options;
    if (!isRoom(room)) throw new RangeError(`Cannot use the room ${JSON.stringify(room)}: wanted a name like "lobby"`);
    this.#options = options;
    this.#maxLine = maxLine;
    if (!Number.isInteger(maxLine) || maxLine < 1) {
      throw new RangeError(`Cannot take lines: maxLine is ${maxLine}, wanted a whole number from 1`);
    }
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

  /** A datagram is one message. */
  received(datagram: Uint8Array): void {
    if (datagram.length <= this.#maxLine) return this.#message(datagram, 0, datagram.length);
    this.#refuse(`Cannot take a datagram of ${datagram.length} bytes: wanted at most ${this.#maxLine}`);
  }

  /** On a stream, each line is one. */
  consume(bytes: Uint8Array, start: number): number {
    let at = start;
    // What was looked through before and has no line end is not looked through again.
    let from = start + this.#scanned;
    this.unfinished = false;
    for (let lines = 0; !this.#over; lines++) {
      if (lines === MOST) {
        this.#scanned = 0;
        this.unfinished = true;
        return at;
      }
      const end = lineEnd(bytes, from);
      if (end < 0) break;
      if (this.#long(end - at - (bytes[end - 1] === CR ? 1 : 0))) return bytes.length;
      this.#message(bytes, at, end + 1);
      at = from = end + 1;
    }
    this.#scanned = bytes.length - at;
    // A CR at the end may be the beginning of the line end.
    const pending = this.#scanned - (bytes[bytes.length - 1] === CR ? 1 : 0);
    return this.#over || this.#long(pending) ? bytes.length : at;
  }

  /** Whether a line is too long; then the connection ends. */
  #long(length: number): boolean {
    if (length <= this.#maxLine || this.#over) return false;
    this.#over = true;
    this.#refuse(`Cannot take a line of more than ${this.#maxLine} bytes: wanted a shorter one`);
    this.#transport.close();
    return true;
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

  /** One message with the line end that it came with: the bytes from `start` to `end`. */
  #message(bytes: Uint8Array, start: number, end: number): void {
    const tail = endLength(bytes, start, end);
    if (bytes[start] !== SLASH || end - start === tail) return this.#publish(bytes, start, end, tail);
    if (bytes[start + 1] === SLASH) return this.#publish(bytes, start + 1, end, tail);
    this.#command(parseCommand(decoder.decode(bytes.subarray(start, end - tail))));
  }

  #publish(bytes: Uint8Array, start: number, end: number, tail: number): void {
    if (this.#prefix !== undefined) {
      const whole = joined(this.#prefix, bytes.subarray(start, end));
      return this.#pass(whole, 0, whole.length - tail, tail);
    }
    this.#pass(bytes, start, end - tail, tail);
  }

  #pass(bytes: Uint8Array, start: number, end: number, tail: number): void {
    const options = { tail, from: this.#exchange.ref, echo: false };
    this.#exchange.publish(new Publication(this.#room.subject, bytes, start, end, options));
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

/** Where the next LF stands, or -1. Most lines are short, and a short loop is faster than a call. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const near = Math.min(bytes.length, from + NEAR);
  for (let at = from; at < near; at++) if (bytes[at] === LF) return at;
  return bytes.indexOf(LF, near);
}

/** How many of the last bytes from `start` to `end` are a line end. */
function endLength(bytes: Uint8Array, start: number, end: number): number {
  if (end === start || bytes[end - 1] !== LF) return 0;
  return end - start > 1 && bytes[end - 2] === CR ? 2 : 1;
}

function joined(prefix: Uint8Array, message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(prefix.length + message.length);
  bytes.set(prefix);
  bytes.set(message, prefix.length);
  return bytes;
}
