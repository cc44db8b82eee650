import type { Socket } from "../../actors/routing/socket.ts";
import { isPattern, isSubject } from "../../actors/routing/subjects/subject.ts";
import { GatheredWriter } from "../gathered_writer.ts";
import { VERSION } from "../version.ts";
import { Backlog } from "./_backlog.ts";
import { encodeLine, encodePublication } from "./_encode.ts";
import { type Credentials, credentialsJson } from "./credentials.ts";
import { readInfo, type ServerInfo } from "./_info.ts";
import type { Header } from "./headers.ts";
import { inTime } from "./in_time.ts";
import { messageOf } from "./message.ts";
import { type ServerFrame, ServerParser } from "./server_parser.ts";
import { Subscription } from "./subscription.ts";

/** What is said to a server at the beginning. */
export interface Greeting extends Credentials {
  /** How long the server may take to agree, in milliseconds. Default 5,000. */
  readonly timeout?: number;
  /** Whether nothing is said but in TLS, even where the server would listen. Default `false`. */
  readonly secure?: boolean;
}

/** How long what is written may take to go out at the end, in milliseconds. */
const LINGER = 2_000;

/** How much may wait to be written when the server asks for more, in bytes. */
const DEAF = 64 << 20;

const TOO_MUCH = "The server says too much before TLS";

/** A client of a NATS server, over one connection; when that ends, so does the client. */
export class NatsClient implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #writer: GatheredWriter;
  readonly #parser = new ServerParser();
  readonly #backlog = new Backlog();
  readonly #subscriptions = new Map<string, Subscription>();
  /** Who waits for the server to answer a PING, in order. */
  readonly #flushes: PromiseWithResolvers<void>[] = [];
  readonly #greeted = Promise.withResolvers<void>();
  readonly #reading: Promise<void>;
  #info: ServerInfo | undefined = undefined;
  readonly #secure: boolean;
  /** Whether TLS begins behind what is just being read: whatever else stands there is not the server's. */
  #upgrading = false;
  #lastSid = 0;
  #state: "open" | "closing" | "ended" = "open";
  #closed: Promise<void> | undefined = undefined;
  /** What the server has refused since anybody asked, or what has ended the connection. */
  #refusal: Error | undefined = undefined;

  private constructor(socket: Socket, secure: boolean) {
    this.#socket = socket;
    this.#secure = secure;
    this.#writer = new GatheredWriter(socket);
    this.#greeted.promise.catch(() => {});
    this.#reading = this.#read();
  }

  /**
   * Makes a client of a connection that has just been opened.
   *
   * @throws {Error} when the server refuses, takes too long, or is none of NATS; the socket is closed then
   */
  static async over(socket: Socket, greeting: Greeting = {}): Promise<NatsClient> {
    const client = new NatsClient(socket, greeting.secure ?? false);
    try {
      await inTime(client.#greet(greeting), greeting.timeout ?? 5_000, "the server to agree");
    } catch (error) {
      client.#fail(error);
      await client.#reading;
      throw error;
    }
    return client;
  }

  /** Whether messages may have headers. */
  get hasHeaders(): boolean {
    return this.#info?.headers ?? false;
  }

  /** The largest message that the server takes, headers included, in bytes. */
  get maxPayload(): number {
    return this.#info?.maxPayload ?? 0;
  }

  /**
   * Publishes a message. It is on its way when `flush` has resolved; whoever publishes much awaits `ready` in between.
   *
   * @throws {TypeError} for what cannot be published to
   * @throws {RangeError} for a message that is larger than the server takes
   */
  publish(subject: string, payload: Uint8Array, options: { reply?: string; headers?: readonly Header[] } = {}): void {
    this.#check();
    const { reply, headers = [] } = options;
    if (!isSubject(subject)) throw wrong("publish to", subject);
    if (reply !== undefined && !isSubject(reply)) throw wrong("have answers sent to", reply);
    if (headers.length > 0 && !this.hasHeaders) throw new TypeError("Cannot send headers: the server takes none");
    const { parts, size } = encodePublication(subject, payload, reply, headers);
    if (size > this.maxPayload) {
      throw new RangeError(`Cannot publish ${size} bytes: the server takes at most ${this.maxPayload}`);
    }
    for (const part of parts) this.#writer.write(part);
  }

  /**
   * Subscribes to one or more subjects; a message that two of them match comes twice. With a queue, each message goes to
   * one of its members. The server ends each of them after `max` messages.
   *
   * @throws {TypeError} for what cannot be subscribed to
   */
  subscribe(subjects: readonly string[], options: { queue?: string; max?: number } = {}): Subscription {
    this.#check();
    const { queue, max } = options;
    for (const subject of subjects) if (!isPattern(subject)) throw wrong("subscribe to", subject);
    if (queue !== undefined && !/^\S+$/.test(queue)) throw wrong("join the queue", queue, "a name without blanks");
    const sids = subjects.map(() => String(++this.#lastSid));
    const subscription = new Subscription(this.#backlog, () => {
      for (const sid of sids) {
        this.#subscriptions.delete(sid);
        this.#writer.write(encodeLine("UNSUB", sid));
      }
    });
    sids.forEach((sid, i) => {
      this.#subscriptions.set(sid, subscription);
      this.#writer.write(encodeLine("SUB", subjects[i]!, queue, sid));
      if (max !== undefined) this.#writer.write(encodeLine("UNSUB", sid, Math.min(max, 999_999_999)));
    });
    return subscription;
  }

  /** Resolves when more can be published without gathering too much. */
  async ready(): Promise<void> {
    await this.#writer.ready().catch((error) => this.#fail(error));
    this.#check();
  }

  /**
   * Resolves when the server has seen all that was said so far.
   *
   * @param timeout in milliseconds
   * @throws {Error} when it has refused some of it, when the connection has ended, or when time is over
   */
  async flush(timeout = 5_000): Promise<void> {
    this.#check();
    const answered = Promise.withResolvers<void>();
    this.#flushes.push(answered);
    this.#writer.write(encodeLine("PING"));
    await inTime(answered.promise, timeout, "the server to answer");
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) throw refusal;
  }

  /** Sends what is written, ends the subscriptions and the connection. Calling it again joins the first. */
  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    if (this.#state === "open") this.#state = "closing";
    for (const subscription of this.#subscriptions.values()) subscription.end();
    await inTime(this.#writer.flush(), LINGER, "the server to read").catch(() => {});
    this.#fail(new Error("Cannot go on: the connection has been closed"));
    await this.#reading;
  }

  async #greet(greeting: Greeting): Promise<void> {
    await this.#greeted.promise;
    const headers = this.hasHeaders;
    const secret = await credentialsJson(greeting, this.#info?.nonce);
    const about = { verbose: false, pedantic: false, protocol: 1, lang: "deno", name: "mailroom", version: VERSION };
    const options = JSON.stringify({ ...about, ...secret, headers, no_responders: headers });
    this.#writer.write(encodeLine("CONNECT", options));
    await this.flush(2 ** 31 - 1);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(64 << 10);
    try {
      while (this.#state !== "ended") {
        const size = await this.#socket.read(buffer);
        if (size === null) throw this.#refusal ?? new Error("The server has ended the connection");
        this.#parser.push(buffer.subarray(0, size), this.#take);
        if (this.#upgrading && this.#parser.pending > 0) throw new Error(TOO_MUCH);
        this.#upgrading = false;
        await this.#backlog.room();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  readonly #take = (frame: ServerFrame): void => {
    if (this.#upgrading) throw new Error(TOO_MUCH);
    switch (frame.type) {
      case "message":
        return this.#subscriptions.get(frame.sid)?.push(messageOf(frame));
      case "ping":
        if (this.#writer.waiting > DEAF) throw new Error("The server asks without reading the answers");
        return this.#writer.write(encodeLine("PONG"));
      case "pong":
        return this.#flushes.shift()?.resolve();
      case "info":
        return this.#introduced(readInfo(frame.json));
      case "error":
        this.#refusal = new Error(`The server refuses: ${frame.text}`);
        return;
      case "ok":
        return;
    }
  };

  /** Takes what the server says of itself; the first time, TLS begins before anything more is read. */
  #introduced(info: ServerInfo): void {
    const again = this.#info !== undefined;
    this.#info = info;
    if (again || (!info.tls && !this.#secure)) return this.#greeted.resolve();
    if (!info.tls && !info.tlsAvailable) throw new Error("TLS is wanted, and the server has none");
    if (this.#socket.secure === undefined) throw new Error("The server wants TLS, and there is none here");
    this.#upgrading = true;
    this.#socket.secure().then(this.#greeted.resolve, (error) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (this.#state === "ended") return;
    const reason = error instanceof Error ? error : new Error(String(error));
    const wanted = this.#state === "closing";
    this.#state = "ended";
    this.#refusal = reason;
    this.#socket.close();
    this.#backlog.close();
    this.#greeted.reject(reason);
    for (const flush of this.#flushes.splice(0)) flush.reject(reason);
    for (const subscription of this.#subscriptions.values()) subscription.end(wanted ? undefined : reason);
    this.#subscriptions.clear();
  }

  #check(): void {
    if (this.#state === "ended") throw this.#refusal;
  }
}

function wrong(action: string, text: string, wanted = "tokens separated by dots, without blanks"): TypeError {
  return new TypeError(`Cannot ${action} ${JSON.stringify(text)}: wanted ${wanted}`);
}
