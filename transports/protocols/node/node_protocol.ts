import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Forward, Interest } from "../../../actors/routing/forward.ts";
import { type LostReason, lostText, type Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { peerText } from "../../../actors/routing/socket.ts";
import { written } from "../nats/_text.ts";
import { Accounts } from "./_accounts.ts";
import { accountWord, errorLine, MOST_PAYLOAD, PING, PONG } from "./encoder.ts";
import type { Frames } from "./frames.ts";
import { type Refusal, REFUSALS } from "./handshake.ts";
import { Heartbeat } from "./_heartbeat.ts";
import { type Hello, readPeers } from "./hello.ts";
import type { NodeLinkOptions } from "./link_options.ts";
import { Opening } from "./_opening.ts";
import { NodeParser } from "./parser.ts";

/** The link to another node: shakes hands, then carries interest and publications, nothing that nobody asked for. */
export class NodeProtocol implements RoutedProtocol, Frames {
  readonly #options: NodeLinkOptions;
  readonly #parser = new NodeParser(this);
  #exchange!: Exchange;
  #accounts!: Accounts;
  #transport!: Transport;
  #opening!: Opening;
  #heartbeat!: Heartbeat;
  #openedAt = 0;
  #refusal: string | undefined = undefined;

  /** One link. */
  constructor(options: NodeLinkOptions) {
    this.#options = options;
  }

  attached(exchange: Exchange): void {
    this.#exchange = exchange;
    this.#accounts = new Accounts(exchange);
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    const { pingInterval, pingMax, handshake } = this.#options.node;
    this.#heartbeat = new Heartbeat(
      this.#exchange,
      { interval: pingInterval, max: pingMax },
      () => this.#say(PING),
      () => {
        this.#refusal = "it does not answer";
        this.#parser.stop();
        // What is queued for it cannot be sent.
        transport.abort();
      },
    );
    this.#exchange.after("handshake", handshake, () => {
      if (!this.#parser.open) this.#refuse("timeout");
    });
    this.#opening = new Opening(this.#options, this.#exchange.ref, transport, {
      opened: (peer) => this.#open(peer),
      refuse: (why) => this.#refuse(why),
      alone: () => this.#end("the mesh takes nobody"),
    });
    this.#opening.begin();
  }

  get unfinished(): boolean {
    return this.#parser.unfinished;
  }

  get wanted(): number {
    return this.#parser.wanted;
  }

  consume(bytes: Uint8Array, start: number): number {
    this.#heartbeat.active();
    return this.#parser.consume(bytes, start);
  }

  received(): void {
    throw new TypeError("Cannot take chunks: wanted them to be presented with what was left over");
  }

  describe(): ClientDescription {
    const { rtt } = this.#heartbeat;
    const peer = this.#opening.peer;
    return {
      protocol: "node",
      ...peer === undefined ? {} : { name: peer.name, version: peer.version },
      ...rtt === undefined ? {} : { rtt },
      ...this.#parser.open ? { node: { id: peer!.id, solicited: this.#options.side === "dialer" } } : {},
    };
  }

  closing(reason: string): void {
    this.#say(errorLine(reason.replaceAll("'", " ")));
  }

  lost(reason: LostReason): void {
    const { ended, log } = this.#options;
    const peer = this.#opening.peer;
    const text = this.#refusal ?? lostText(reason);
    if (this.#parser.open) {
      this.#exchange.count("nodes_unlinked");
      log.info(`node ${nameOf(peer!)} is gone: ${text}`);
      return ended?.({ type: "was-open", id: peer!.id, time: performance.now() - this.#openedAt });
    }
    if (this.#refusal === undefined) return ended?.({ type: "broken", text });
    ended?.({ type: "refused", id: peer?.id, text });
  }

  // The handshake

  opening(line: string): void {
    this.#opening.line(line);
  }

  #open(peer: Hello): void {
    this.#parser.open = true;
    this.#openedAt = performance.now();
    this.#exchange.count("nodes_linked");
    this.#options.log.info(`node ${nameOf(peer)} is linked: ${peerText(this.#transport.peer)}`);
    this.#heartbeat.begin();
    for (const account of this.#options.accounts()) this.#accounts.named(accountWord(account))?.exchange.link("peer");
  }

  // What the other node says

  refused(reason: string): void {
    this.#refusal = reason.replaceAll(/\p{Cc}/gu, "?").slice(0, 200);
    if (!this.#parser.open) this.#report(`${this.#who()} refuses us: ${this.#refusal}`);
    this.#end(this.#refusal);
  }

  ping(): void {
    this.#say(PONG);
  }

  pong(): void {
    this.#heartbeat.pong();
  }

  peers(json: string): void {
    this.#options.mesh.tell({ type: "heard", nodes: readPeers(json) });
  }

  wish(account: string, subject: string, queue: string | undefined, count: number): void {
    this.#accounts.named(account)?.there(subject, queue, count);
  }

  message(
    account: string,
    subject: string,
    reply: string | undefined,
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
    queues: readonly string[],
    only: boolean,
  ): void {
    const exchange = this.#accounts.named(account)?.exchange;
    if (exchange === undefined) return;
    const from = exchange.ref;
    exchange.publish(
      new Publication(subject, buffer, start, end, { reply, headerSize, from, wire, queues, only }),
    );
  }

  fault(text: string): void {
    this.#refusal ??= `it said ${text}`;
    this.#report(`${this.#who()} is refused: it said ${text}`);
    this.#say(errorLine(`you said ${text}`.replaceAll("'", " ")));
    this.#end(this.#refusal);
  }

  // What is to be said to it

  interests(exchange: Exchange, interests: readonly Interest[]): void {
    this.#accounts.of(exchange)?.allHere(interests, this.#write);
  }

  interest(exchange: Exchange, interest: Interest): void {
    this.#accounts.of(exchange)?.here(interest, this.#write);
  }

  forwarded(exchange: Exchange, { publication, queues, plain }: Forward): void {
    const forwarding = this.#accounts.of(exchange)?.forwarding;
    if (forwarding === undefined) return;
    const all = publication.type === "volley" ? publication.publications : [publication];
    for (const each of all) {
      if (each.size > MOST_PAYLOAD) this.#exchange.count("nodes_dropped_large");
      else forwarding.write(this.#transport, each, queues, plain);
    }
  }

  /** What is wanted there is told by `forwarded`. */
  delivered(): void {}

  #refuse(why: Refusal): void {
    const text = REFUSALS[why];
    this.#refusal = text;
    this.#report(`${this.#who()} is refused: ${text}`);
    this.#say(errorLine(text));
    this.#end(text);
  }

  #report(text: string): void {
    // Of two that dial each other, one is always too much.
    if (this.#refusal === REFUSALS.duplicate) return this.#options.log.debug(text);
    this.#exchange.count("nodes_refused");
    this.#options.log.warn(text);
  }

  #end(detail: string): void {
    this.#parser.stop();
    this.#opening.stop();
    this.#transport.close(detail);
  }

  #who(): string {
    const peer = this.#opening.peer;
    return `node ${peer === undefined ? "" : `${nameOf(peer)} `}at ${peerText(this.#transport.peer)}`;
  }

  #say(text: string): void {
    this.#transport.write(written(text));
  }

  readonly #write = (line: string | Uint8Array): void => void this.#transport.write(line);
}

function nameOf({ name, id }: Hello): string {
  return `${name} (${id.slice(0, 8)})`;
}
