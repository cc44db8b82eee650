import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { type Authenticator, NO_CREDENTIALS } from "../../../actors/routing/access/authenticator.ts";
import type { Permissions } from "../../../actors/routing/access/permissions.ts";
import { Identity } from "../../../actors/routing/access/identity.ts";
import { type Command, HELP, isRoom, parseCommand } from "./commands.ts";
import { endLength, joined, lineEnd } from "./_line_bytes.ts";
import { LOGIN, refusalText } from "./_login.ts";
import { Seat } from "./_seat.ts";

/** Options of the line protocol. */
export interface LineOptions {
  /** The room that newcomers are in. Default `lobby`. */
  readonly room?: string;
  /** The first line that a client on a stream gets. Default: names the room and `/help`. */
  readonly greeting?: string;
  /** The longest line, in bytes without its end, from 1. A longer one ends the connection. Default 65,536. */
  readonly maxLine?: number;
  /** How long somebody may take to log in, where that is asked, in milliseconds: people type. Default 60,000. */
  readonly loginTimeout?: number;
}

const LF = 0x0a;
const CR = 0x0d;
const SLASH = 0x2f;
/** How a connection ends that has sent too long a line. */
export const LINE_TOO_LONG = "maximum line exceeded";
/** Lines in one turn. */
const MOST = 512;
/** What everybody may do who has not logged in. */
const OPEN: readonly Command["type"][] = ["login", "help", "quit", "refused"];
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
  readonly #access: () => Authenticator | undefined;
  #seat!: Seat;
  #transport!: Transport;
  #datagrams = false;
  /** Whether the client has said goodbye: what came in the same chunk behind it is not heard. */
  #over = false;
  #identity!: Identity;
  /** What goes before each message: the name, a colon, a blank. */
  #name: string | undefined = undefined;
  /** Whether there may be more whole lines than were dealt with in one turn. */
  unfinished = false;
  /** Bytes of an unfinished line that have been looked through. */
  #scanned = 0;
  #prefix: Uint8Array | undefined = undefined;

  /** The protocol of one client; `access` says who may be here. Throws a `RangeError` for options out of range. */
  constructor(options: LineOptions = {}, access: () => Authenticator | undefined = () => undefined) {
    this.#access = access;
    const { maxLine = 65_536, room = "lobby", loginTimeout = 1 } = options;
    if (!isRoom(room)) throw new RangeError(`Cannot use the room ${JSON.stringify(room)}: wanted a name like "lobby"`);
    this.#options = options;
    this.#maxLine = maxLine;
    if (!Number.isInteger(maxLine) || maxLine < 1) {
      throw new RangeError(`Cannot take lines: maxLine is ${maxLine}, wanted a whole number from 1`);
    }
    if (!(loginTimeout >= 1 && loginTimeout < 2 ** 31)) {
      throw new RangeError(`Cannot wait for a login: loginTimeout is ${loginTimeout}, wanted milliseconds from 1`);
    }
  }

  attached(exchange: Exchange): void {
    this.#seat = new Seat(exchange);
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    this.#datagrams = transport.peer.transport === "udp";
    const { room = "lobby", loginTimeout = 60_000 } = this.#options;
    this.#identity = new Identity(this.#access, this.#seat.exchange, transport, {
      admit: (exchange, { permissions }) => this.#admit(exchange, permissions),
      refuse: (why) => this.#turnAway(why),
    });
    this.#identity.begin(loginTimeout);
    const welcome = this.#seat.room === undefined ? "Welcome" : `Welcome to room ${room}`;
    const { greeting = `${welcome}. /help lists the commands` } = this.#options;
    if (!this.#datagrams) transport.write(`${greeting}\n`);
  }

  get held(): boolean {
    return this.#identity.asked;
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
      if (lines === MOST || this.held) {
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
    this.#transport.close(LINE_TOO_LONG);
    return true;
  }

  delivered(publication: Publication): void {
    const { buffer, start, headerSize, end, tail } = publication;
    this.#transport.writePart(buffer, start + headerSize, end + tail);
    if (tail === 0 && !this.#datagrams) this.#transport.writePart(LINE_END, 0, 1);
  }

  describe(): ClientDescription {
    const name = this.#name === undefined ? {} : { name: this.#name };
    return { protocol: "line", ...name, ...this.#identity.describe() };
  }

  closing(reason: string): void {
    this.#say("!", reason);
  }

  /** The rules may be others now. */
  changed(): void {
    this.#identity.review();
  }

  #admit(exchange: Exchange, permissions: Permissions | undefined): void {
    const problem = this.#seat.admit(exchange, permissions, this.#options.room ?? "lobby");
    if (this.#name !== undefined) exchange.label(this.#name);
    if (problem !== undefined) this.#refuse(problem);
  }

  #turnAway(why: "wrong" | "late" | "gone"): void {
    this.#refuse(refusalText(why));
    if (why === "wrong") return this.#transport.proceed?.();
    this.#over = true;
    this.#transport.close(why === "late" ? "Authentication Timeout" : "Authorization Violation");
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
    const { mute, exchange } = this.#seat;
    if (mute !== undefined) return this.#refuse(mute);
    const options = { tail, from: exchange.ref, echo: false };
    exchange.publish(new Publication(this.#seat.subject, bytes, start, end, options));
  }

  #command(command: Command): void {
    if (!this.#identity.known && !OPEN.includes(command.type)) return this.#refuse(LOGIN);
    switch (command.type) {
      case "login":
        return this.#login(command.user, command.secret);
      case "join":
        if (!this.#seat.enter(command.room)) {
          return this.#refuse(`Cannot join ${command.room}: you may not listen there`);
        }
        return this.#say("*", `you are in ${command.room}`);
      case "nick":
        this.#name = command.name;
        this.#prefix = encoder.encode(`${command.name}: `);
        this.#seat.exchange.label(command.name);
        return this.#say("*", `you are ${command.name}`);
      case "who": {
        const { room, exchange } = this.#seat;
        if (room === undefined) return this.#refuse("Cannot tell who is here: you are in no room, wanted /join ROOM");
        return exchange.who(this.#seat.subject, (names) => this.#say("*", `in ${room}: ${names.join(", ")}`));
      }
      case "rooms":
        return this.#seat.rooms((rooms) => {
          this.#say("*", `rooms: ${rooms.map(({ name, size }) => `${name} (${size})`).join(", ")}`);
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

  #login(user: string, secret: string): void {
    const shown = user === "" ? { token: secret } : { user, password: secret };
    const known = this.#identity.check({ ...NO_CREDENTIALS, ...shown }, () => {
      const { user } = this.#identity.describe();
      this.#say("*", `you are logged in${user === undefined ? "" : ` as ${user}`}`);
      this.#transport.proceed?.();
    });
    if (known) this.#say("*", "nobody has to log in here");
  }

  #refuse(text: string): void {
    this.#seat.exchange.count("lines_refused");
    this.#say("!", text);
  }

  #say(mark: "*" | "!", text: string): void {
    this.#transport.write(`${mark} ${text}\n`);
  }
}
