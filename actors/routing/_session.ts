import type { Context } from "../runtime/context.ts";
import type { ExitReason } from "../runtime/exit_reason.ts";
import { describeReason } from "../runtime/exit_reason.ts";
import type { ConnectionInfo } from "./connection_info.ts";
import type { Input } from "./_input.ts";
import { type Exchange, isRouted, type RoutedProtocol } from "./exchange.ts";
import type { Forward } from "./forward.ts";
import type { Publication } from "./publication.ts";
import type { ConnectionMessage } from "./messages.ts";
import { type LostReason, lostText, type Protocol, type ProtocolFactory, type Transport } from "./protocol.ts";
import { Exchanges } from "./_exchanges.ts";
import type { Service } from "./service.ts";
import { peerText } from "./socket.ts";
import type { Subscription } from "./subscription.ts";
import type { Volley } from "./volley.ts";

/**
 * What every connection does, whatever carries its bytes: makes the protocol, hands it what comes, takes part in routing
 * for it, and knows why it ended.
 */
export class Session {
  readonly #self: Context<ConnectionMessage>;
  readonly #service: Service;
  readonly #transport: Transport;
  readonly #protocol: Protocol;
  readonly #routed: RoutedProtocol | undefined;
  readonly #exchanges: Exchanges | undefined;
  readonly #start = Date.now();
  #activeAt = this.#start;
  #reason: LostReason | undefined = undefined;

  constructor(
    self: Context<ConnectionMessage>,
    service: Service,
    transport: Transport,
    make: ProtocolFactory,
  ) {
    this.#self = self;
    this.#service = service;
    this.#transport = transport;
    this.#protocol = make(transport.peer);
    if (!isRouted(this.#protocol)) return;
    if (service.router === undefined) {
      throw new TypeError("Cannot route for a connection of a service without a router");
    }
    this.#routed = this.#protocol;
    this.#exchanges = new Exchanges(self, service, service.router, numberOf(self.name), transport);
    this.#routed.attached(this.#exchanges.first);
  }

  /** The protocol's first call. */
  begin(): void {
    this.#service.counters.add("connections_opened");
    this.#service.log.debug(`${peerText(this.#transport.peer)} connected`);
    this.#protocol.connected?.(this.#transport);
  }

  /** Hands over what has come; what the protocol does not use stays where it is. */
  received(input: Input): void | Promise<void> {
    if (this.#protocol.consume !== undefined) return this.#consumed(input);
    const { bytes, start } = input;
    input.used(bytes.length);
    return this.#protocol.received(bytes.subarray(start));
  }

  #consumed(input: Input): void {
    this.#exchanges?.begin();
    try {
      input.used(this.#protocol.consume!(input.bytes, input.start));
    } finally {
      this.#exchanges?.end();
    }
  }

  /** Calls `then` when the router has dealt with all that it has been told. */
  fence(then: () => void): void {
    if (this.#exchanges === undefined) then();
    else this.#exchanges.fence(then);
  }

  /** Whether the protocol could go on with what it has been shown. */
  get unfinished(): boolean {
    return this.#protocol.unfinished ?? false;
  }

  /** Whether the protocol wants nothing just now. */
  get held(): boolean {
    return this.#protocol.held ?? false;
  }

  /** That many bytes have come. */
  heard(size: number): void {
    this.#service.counters.add("bytes_in", size);
    this.#activeAt = Date.now();
  }

  /** A datagram has come. */
  datagram(bytes: Uint8Array): void | Promise<void> {
    this.heard(bytes.length);
    return this.#protocol.received(bytes);
  }

  /** How many bytes the protocol needs before it can go on. */
  get wanted(): number {
    return this.#protocol.wanted ?? 1;
  }

  /** Sees to what all connections understand; what is left is the transport's own. */
  handle(message: ConnectionMessage): void {
    switch (message.type) {
      case "delivery":
        this.#sending(message.publication);
        return this.#routed?.delivered(message.publication, message.subscription);
      case "volley-delivery":
        return this.#deliveredAll(message.volley, message.subscription);
      case "expired":
        this.#exchanges?.expired(message.subscription);
        return this.#routed?.expired?.(message.subscription);
      case "undelivered":
        return this.#routed?.undelivered?.(message.publication, message.subscription);
      case "fence":
      case "settled":
        return message.run();
      case "describe":
        return void message.replyTo.tell(this.#info());
      case "resubscribe":
        return this.#exchanges?.in(message.account)?.repeat();
      case "interests":
        return this.#routed?.interests?.(this.#in(message.account), message.interests);
      case "interest":
        return this.#routed?.interest?.(this.#in(message.account), message.interest);
      case "forward":
        return this.#forward(message);
      case "notice":
        return this.#routed?.changed?.();
      case "close":
        if (message.reason !== "") this.#routed?.closing?.(message.reason);
        return this.end({ type: "closed", detail: message.reason === "" ? "the server goes" : message.reason });
      case "pause":
      case "resume":
        return;
    }
  }

  /** The peer sends nothing more. It may still read, so what it has asked for is answered before the end. */
  ended(): void {
    const end = () => this.end({ type: "ended" });
    if (this.#exchanges === undefined) return end();
    this.#self.timers.after("ended", this.#service.limits.linger, { type: "settled", run: end });
    // What it has published may be on its way back to it.
    this.#exchanges.fence(() => {});
    this.#exchanges.answered(end);
  }

  #in(account: string): Exchange {
    return this.#exchanges!.in(account)!;
  }

  #forward(forward: Forward): void {
    const { publication } = forward;
    if (publication.type === "volley") this.#sending(publication, publication.publications.length);
    else this.#sending(publication);
    this.#routed?.forwarded?.(this.#in(forward.account), forward);
  }

  #deliveredAll(volley: Volley, subscription: Subscription): void {
    this.#sending(volley, volley.publications.length);
    if (this.#routed?.deliveredAll?.(volley, subscription)) return;
    for (const publication of volley.publications) this.#routed?.delivered(publication, subscription);
  }

  /** Something goes to the client. */
  #sending({ size }: Publication | Volley, messages = 1): void {
    const { traffic } = this.#exchanges!;
    traffic.outMessages += messages;
    traffic.outBytes += size;
  }

  /** Ends the connection. The first reason counts. */
  end(reason: LostReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#self.stop();
  }

  /** Whether the end has been decided. */
  get ending(): boolean {
    return this.#reason !== undefined;
  }

  /** Why it is over; only for when it is. */
  get reason(): LostReason {
    return this.#reason!;
  }

  #info(): ConnectionInfo {
    const nothing = { inMessages: 0, inBytes: 0, outMessages: 0, outBytes: 0 };
    return {
      cid: numberOf(this.#self.name),
      peer: this.#transport.peer,
      start: this.#start,
      lastActivity: this.#activeAt,
      pending: this.#transport.buffered,
      subscriptions: this.#exchanges?.subscriptions ?? [],
      ...this.#protocol.describe?.() ?? { protocol: "custom" },
      ...this.#exchanges?.traffic ?? nothing,
    };
  }

  /** The protocol's last call. Returns whether what is queued is still worth sending. */
  over(exit: ExitReason): boolean {
    const reason = this.#reason ??= lost(exit);
    this.#service.counters.add("connections_closed");
    this.#service.counters.add(`connections_closed_${reason.type}`);
    const text = `${peerText(this.#transport.peer)} is gone: ${lostText(reason)}`;
    if (reason.type === "slow" || reason.type === "failed") this.#service.log.warn(text);
    else this.#service.log.debug(text);
    const { error: _, ...ending } = { error: undefined, ...reason };
    this.#service.closed?.add({
      ...this.#info(),
      subscriptions: [],
      stop: Date.now(),
      reason: lostText(reason),
      ending,
    });
    this.#exchanges?.leave();
    this.#protocol.lost?.(reason);
    return reason.type === "ended" || reason.type === "closed";
  }
}

/** The number in the name of a connection's actor, such as `tcp-17`. */
function numberOf(name: string): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

/** What an actor's end means for its connection. */
function lost(exit: ExitReason): LostReason {
  return exit.type === "failed" ? exit : { type: "closed", detail: describeReason(exit) };
}
