import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { isLiteral, isSubject } from "../../../actors/routing/subjects/subject.ts";
import type { Subscription } from "../../../actors/routing/subscription.ts";
import type { Volley } from "../../../actors/routing/volley.ts";
import { deliverAlike } from "./_alike.ts";
import { Authentication, type Door } from "./_authentication.ts";
import { BEFORE_CONNECT, type ConnectOptions, readConnect, readObject } from "./connect_options.ts";
import { deliver, noResponders } from "./_encoder.ts";
import { connectProblem, errorLine, FAULTS, NATS_ERRORS } from "./errors.ts";
import type { NatsServer } from "./nats_options.ts";
import type { NatsSubscription } from "./nats_subscription.ts";
import type { Fault, Operations, ParserLimits } from "./operations.ts";
import { NatsParser } from "./parser.ts";
import { type Permitted, publishProblem } from "./_permitted.ts";
import { Pings } from "./_pings.ts";
import { NatsSubscriptions } from "./_subscriptions.ts";
import { written } from "./_text.ts";

/**
 * The server's side of one NATS client: what its commands do.
 *
 * All that is said to the client goes through the router and comes back, so that it stands behind every message that the
 * client's own commands have caused before, as if there were no actors in between.
 */
export class NatsProtocol implements RoutedProtocol, Operations, ParserLimits, Door {
  readonly #server: () => NatsServer;
  readonly #parser: NatsParser;
  readonly #subscriptions = new NatsSubscriptions();
  #exchange!: Exchange;
  #transport!: Transport;
  #pings!: Pings;
  #authentication!: Authentication;
  /** Absent where it may do everything. */
  #permitted: Permitted | undefined = undefined;
  #options: ConnectOptions = BEFORE_CONNECT;
  #headers = false;
  #stage: "new" | "connected" | "ponged" = "new";

  /** The protocol of one client; `server` is asked anew whenever it matters, so that it may change. */
  constructor(server: () => NatsServer) {
    this.#server = server;
    this.#parser = new NatsParser(this, this);
  }

  get maxControlLine(): number {
    return this.#server().limits.maxControlLine;
  }

  attached(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    const { limits, info } = this.#server();
    this.#pings = new Pings(this.#exchange, limits, transport, () => this.#end(NATS_ERRORS.stale));
    this.#authentication = new Authentication(this.#server, this.#exchange, transport, this);
    this.#info();
    if (info.tls_required || info.tls_available) transport.secure?.();
    this.#pings.begin();
    this.#authentication.begin();
  }

  get unfinished(): boolean {
    return this.#parser.unfinished;
  }

  get held(): boolean {
    return this.#parser.held;
  }

  get wanted(): number {
    return this.#parser.wanted;
  }

  consume(bytes: Uint8Array, start: number): number {
    return this.#authentication.begins(bytes[start]) ? this.#parser.push(bytes, start) : bytes.length;
  }

  received(): void {
    throw new TypeError("Cannot take chunks: wanted them to be presented with what was left over");
  }

  // What comes from the router

  delivered(publication: Publication, subscription: Subscription): void {
    deliver(this.#transport, publication, subscription as NatsSubscription, this.#headers);
    if (this.#permitted !== undefined && publication.reply !== undefined) this.#permitted.received(publication.reply);
  }

  deliveredAll(volley: Volley, subscription: Subscription): boolean {
    return this.#permitted === undefined && deliverAlike(this.#transport, volley, subscription as NatsSubscription);
  }

  expired(subscription: Subscription): void {
    this.#subscriptions.expired(subscription);
  }

  undelivered({ reply }: Publication, heard: Subscription): void {
    if (reply !== undefined) this.#send(noResponders(reply, heard.sid));
  }

  describe(): ClientDescription {
    const { name, lang, version } = this.#options;
    return { protocol: "nats", name, lang, version, ...this.#authentication.describe(), ...this.#pings.describe() };
  }

  closing(reason: string): void {
    this.#send(errorLine(reason));
  }

  /** The server has something new to say of itself, and perhaps of who may be here. */
  changed(): void {
    this.#authentication.review();
    if (this.#stage === "ponged" && this.#options.protocol === 1 && this.#authentication.hasNews) this.#info();
  }

  // What the client asks for

  connect(json: string): void {
    this.#pings.begin();
    const options = readConnect(json, this.#options);
    if (options === undefined) return this.refuse();
    this.#options = options;
    this.#parser.held = !this.#authentication.check(options, () => {
      this.#parser.held = false;
      this.#greet(options);
      this.#transport.proceed?.();
    });
    if (!this.#parser.held) this.#greet(options);
  }

  /** It is known who it is. */
  #greet(options: ConnectOptions): void {
    this.#headers = options.headers && this.#server().info.headers;
    const problem = connectProblem(options, this.#headers);
    if (problem !== undefined) return this.refuse(problem);
    if (this.#stage === "new") this.#stage = "connected";
    this.#ok();
  }

  info(json: string): void {
    if (readObject(json) === undefined) this.refuse();
  }

  ping(): void {
    this.#pings.active();
    this.#exchange.fence(() => {
      this.#send("PONG\r\n");
      if (this.#stage === "connected") this.#stage = "ponged";
    });
  }

  pong(): void {
    this.#pings.pong();
  }

  clientError(): void {
    this.refuse(undefined, "parse error");
  }

  subscribe(subject: string, queue: string | undefined, sid: string): void {
    this.#pings.active();
    const problem = this.#subscriptions.add(subject, queue, sid, this.#exchange, this.#server(), this.#permitted);
    if (problem === undefined) this.#ok();
    else this.#error(problem);
  }

  unsubscribe(sid: string, max: number): void {
    this.#pings.active();
    this.#subscriptions.remove(sid, max, this.#exchange);
    this.#ok();
  }

  announce(subject: string, size: number, headers: boolean): boolean {
    if (headers && !this.#headers) return this.refuse(), false;
    if (size > this.#server().limits.maxPayload) return this.refuse(NATS_ERRORS.payload), false;
    if (this.#options.pedantic && !(isSubject(subject) && isLiteral(subject))) this.#error(NATS_ERRORS.publishSubject);
    return true;
  }

  publish(
    subject: string,
    reply: string | undefined,
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void {
    this.#pings.active();
    const problem = publishProblem(subject, reply, this.#permitted);
    if (problem !== undefined) return this.#error(problem);
    const { echo, no_responders } = this.#options;
    this.#ok();
    const from = this.#exchange.ref;
    const receipt = no_responders && reply !== undefined;
    this.#exchange.publish(
      new Publication(subject, buffer, start, end, { reply, headerSize, from, echo, wire, receipt }),
    );
  }

  fault(fault: Fault): void {
    this.refuse(FAULTS[fault]);
  }

  /** It is somebody, or may do other things than before: what it may not hear any more ends. */
  admit(exchange: Exchange, permitted: Permitted | undefined): void {
    if (exchange !== this.#exchange && this.#subscriptions.size > 0) return this.refuse(NATS_ERRORS.authorization);
    this.#exchange = exchange;
    this.#permitted = permitted;
    for (const text of this.#subscriptions.enforce(exchange, permitted)) this.#error(text);
  }

  // What the client is told

  #info(): void {
    this.#send(this.#authentication.info());
  }

  #ok(): void {
    if (this.#options.verbose) this.#exchange.fence(this.#sendOk);
  }

  readonly #sendOk = (): void => this.#send("+OK\r\n");

  #error(text: string): void {
    this.#exchange.fence(() => this.#send(errorLine(text)));
  }

  /** Takes no more commands, says why if there is a text for it, and ends the connection. */
  refuse(text?: string, why?: string): void {
    this.#parser.stop();
    this.#exchange.fence(() => this.#end(text, why));
  }

  #end(text: string | undefined, why = text ?? "protocol violation"): void {
    this.#parser.stop();
    if (text !== undefined) this.#send(errorLine(text));
    this.#transport.close(why);
  }

  #send(text: string): void {
    this.#transport.write(written(text));
  }
}
