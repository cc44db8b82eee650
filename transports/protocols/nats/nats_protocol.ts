import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { isLiteral, isPattern, isSubject } from "../../../actors/routing/subject.ts";
import type { Subscription } from "../../../actors/routing/subscription.ts";
import { BEFORE_CONNECT, type ConnectOptions, readConnect, readObject } from "./connect_options.ts";
import { deliver, noResponders } from "./_encoder.ts";
import { NATS_ERRORS, publishViolation, replyViolation, subscribeViolation, tooManyTokens } from "./errors.ts";
import { infoLine } from "./info.ts";
import type { NatsServer } from "./nats_options.ts";
import { NatsSubscription } from "./nats_subscription.ts";
import type { Fault, Operations } from "./operations.ts";
import { NatsParser } from "./parser.ts";
import { Pings } from "./_pings.ts";
import { isReservedReply, isReservedSubject, SYSTEM_QUEUE } from "./_reserved.ts";
import { written } from "./_text.ts";

/**
 * The server's side of one NATS client: what its commands do.
 *
 * All that is said to the client goes through the router and comes back, so that it stands behind every message that the
 * client's own commands have caused before, as if there were no actors in between.
 */
export class NatsProtocol implements RoutedProtocol, Operations {
  readonly #server: () => NatsServer;
  readonly #parser: NatsParser;
  readonly #subscriptions = new Map<string, NatsSubscription>();
  #exchange!: Exchange;
  #transport!: Transport;
  #pings!: Pings;
  #options: ConnectOptions = BEFORE_CONNECT;
  #headers = false;
  #stage: "new" | "connected" | "ponged" = "new";

  /** The protocol of one client; `server` is asked anew whenever it matters, so that it may change. */
  constructor(server: () => NatsServer) {
    this.#server = server;
    this.#parser = new NatsParser(this, {
      get maxControlLine() {
        return server().limits.maxControlLine;
      },
    });
  }

  attached(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    this.#pings = new Pings(
      this.#exchange,
      this.#server().limits,
      () => this.#send("PING\r\n"),
      () => this.#end(NATS_ERRORS.stale),
    );
    this.#info();
    this.#pings.begin();
  }

  get unfinished(): boolean {
    return this.#parser.unfinished;
  }

  get wanted(): number {
    return this.#parser.wanted;
  }

  consume(bytes: Uint8Array, start: number): number {
    return this.#parser.push(bytes, start);
  }

  received(): void {
    throw new TypeError("Cannot take chunks: wanted them to be presented with what was left over");
  }

  // What comes from the router

  delivered(publication: Publication, subscription: Subscription): void {
    deliver(this.#transport, publication, subscription as NatsSubscription, this.#headers);
  }

  expired(subscription: Subscription): void {
    if (this.#subscriptions.get(subscription.sid) === subscription) this.#subscriptions.delete(subscription.sid);
  }

  undelivered({ reply }: Publication, heard: Subscription): void {
    if (reply !== undefined) this.#send(noResponders(reply, heard.sid));
  }

  describe(): ClientDescription {
    const { name, lang, version } = this.#options;
    const rtt = this.#pings.rtt;
    return { protocol: "nats", name, lang, version, ...rtt === undefined ? {} : { rtt } };
  }

  closing(reason: string): void {
    this.#send(errorLine(reason));
  }

  /** The server has something new to say of itself. */
  changed(): void {
    if (this.#stage === "ponged" && this.#options.protocol === 1) this.#info();
  }

  // What the client asks for

  connect(json: string): void {
    this.#pings.begin();
    const options = readConnect(json, this.#options);
    if (options === undefined) return this.#refuse();
    this.#options = options;
    this.#headers = options.headers && this.#server().info.headers;
    if (options.account !== "" || options.new_account) return this.#refuse(NATS_ERRORS.authorization);
    if (options.protocol !== 0 && options.protocol !== 1) return this.#refuse(NATS_ERRORS.protocol);
    if (options.no_responders && !this.#headers) return this.#refuse(NATS_ERRORS.noResponders);
    if (this.#stage === "new") this.#stage = "connected";
    this.#ok();
  }

  info(json: string): void {
    if (readObject(json) === undefined) this.#refuse();
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
    this.#refuse();
  }

  subscribe(subject: string, queue: string | undefined, sid: string): void {
    this.#pings.active();
    const { maxSubscriptions, maxSubscriptionTokens } = this.#server().limits;
    if (queue === SYSTEM_QUEUE) return this.#error(subscribeViolation(subject, queue));
    if (maxSubscriptionTokens > 0 && subject.split(".").length > maxSubscriptionTokens) {
      return this.#error(tooManyTokens(subject));
    }
    if (maxSubscriptions > 0 && this.#subscriptions.size >= maxSubscriptions) {
      return this.#error(NATS_ERRORS.subscriptions);
    }
    if (this.#subscriptions.has(sid)) return this.#ok();
    if (!isPattern(subject)) return this.#error(NATS_ERRORS.subject);
    this.#server().trace?.(this.#exchange.number, `[SUB ${subject}${queue === undefined ? "" : ` ${queue}`} ${sid}]`);
    const subscription = new NatsSubscription(subject, this.#exchange.ref, sid, queue);
    this.#subscriptions.set(sid, subscription);
    this.#exchange.subscribe(subscription);
    this.#ok();
  }

  unsubscribe(sid: string, max: number): void {
    this.#pings.active();
    const subscription = this.#subscriptions.get(sid);
    if (subscription !== undefined) {
      if (max === 0) this.#subscriptions.delete(sid);
      this.#exchange.unsubscribe(subscription, max);
    }
    this.#ok();
  }

  announce(subject: string, size: number, headers: boolean): boolean {
    if (headers && !this.#headers) return this.#refuse(), false;
    if (size > this.#server().limits.maxPayload) return this.#refuse(NATS_ERRORS.payload), false;
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
    if (isReservedSubject(subject)) return this.#error(publishViolation(subject));
    if (reply !== undefined && isReservedReply(reply)) return this.#error(replyViolation(reply));
    const { echo, no_responders } = this.#options;
    this.#ok();
    const from = this.#exchange.ref;
    const receipt = no_responders && reply !== undefined;
    this.#exchange.publish(
      new Publication(subject, buffer, start, end, { reply, headerSize, from, echo, wire, receipt }),
    );
  }

  fault(fault: Fault): void {
    switch (fault) {
      case "unknown-operation":
        return this.#refuse(NATS_ERRORS.unknownOperation);
      case "line-too-long":
        return this.#refuse(NATS_ERRORS.lineTooLong);
      case "bad-arguments":
        return this.#refuse();
    }
  }

  // What the client is told

  #info(): void {
    const { hostname } = this.#transport.peer;
    this.#send(infoLine(this.#server().info, { client_id: this.#exchange.number, client_ip: hostname }));
  }

  #ok(): void {
    if (this.#options.verbose) this.#exchange.fence(this.#sendOk);
  }

  readonly #sendOk = (): void => this.#send("+OK\r\n");

  #error(text: string): void {
    this.#exchange.fence(() => this.#send(errorLine(text)));
  }

  /** Takes no more commands, says why if there is a text for it, and ends the connection. */
  #refuse(text?: string): void {
    this.#parser.stop();
    this.#exchange.fence(() => this.#end(text));
  }

  #end(text: string | undefined): void {
    this.#parser.stop();
    if (text !== undefined) this.#send(errorLine(text));
    this.#transport.close();
  }

  #send(text: string): void {
    this.#transport.write(written(text));
  }
}

function errorLine(text: string): string {
  return `-ERR '${text}'\r\n`;
}
