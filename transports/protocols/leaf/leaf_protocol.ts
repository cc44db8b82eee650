import type { ClientDescription } from "../../../actors/routing/connection_info.ts";
import type { Exchange, RoutedProtocol } from "../../../actors/routing/exchange.ts";
import type { Forward, Interest } from "../../../actors/routing/forward.ts";
import { type LostReason, lostText, type Transport } from "../../../actors/routing/protocol.ts";
import { Publication } from "../../../actors/routing/publication.ts";
import { Pings } from "../nats/_pings.ts";
import { written } from "../nats/_text.ts";
import { type HubVerdict, judge } from "./hub_errors.ts";
import { type HubInfo, readHubInfo } from "./hub_info.ts";
import { HubInterest } from "./_hub_interest.ts";
import type { LeafLink } from "./leaf_link.ts";
import type { LeafFault, LeafOperations } from "./leaf_operations.ts";
import { LeafParser } from "./_leaf_parser.ts";
import { OwnInterest } from "./_own_interest.ts";
import { SubjectFilter } from "./_subject_filter.ts";
import { Upward } from "./_upward.ts";

/** What is shown of what a hub says. */
const SHOWN = 200;
/** What every server advertises to see when it meets itself. */
const LOOP = "$LDS.";

/**
 * The leaf's side of a link to a nats-server: tells it what is wanted here and the router what is wanted there, and carries
 * messages both ways. It begins with `CONNECT`: the hub's first `INFO` was read by who dialled, because TLS, where it is
 * wanted, begins behind it.
 */
export class LeafProtocol implements RoutedProtocol, LeafOperations {
  readonly #link: LeafLink;
  readonly #parser: LeafParser;
  readonly #theirs: HubInterest;
  #ours!: OwnInterest;
  #exchange!: Exchange;
  /** The way to the router of the account that is joined. */
  #joined!: Exchange;
  #transport!: Transport;
  #upward!: Upward;
  #pings!: Pings;
  #hub: HubInfo;
  #stage: "greeting" | "registering" | "telling" | "linked" | "over" = "greeting";
  /** What has been complained about: once is enough for a link. */
  readonly #complaints = new Set<string>();

  constructor(link: LeafLink) {
    this.#link = link;
    this.#hub = link.hub;
    this.#parser = new LeafParser(this, link.limits);
    this.#theirs = new HubInterest(link.limits.maxInterest);
  }

  attached(exchange: Exchange): void {
    const { account } = this.#link;
    const joined = exchange.account === account ? exchange : exchange.in(account);
    if (joined === undefined) throw new TypeError(`Cannot link account ${JSON.stringify(account)}: there is none`);
    this.#exchange = exchange;
    this.#joined = joined;
  }

  connected(transport: Transport): void {
    const { limits, connect } = this.#link;
    this.#transport = transport;
    this.#upward = new Upward(transport, () => this.#hub, (count, text) => this.#complain(count, text));
    this.#pings = new Pings(
      this.#exchange,
      limits,
      transport,
      () => this.#end("the hub does not answer", "soon"),
    );
    this.#send(`CONNECT ${JSON.stringify(connect)}\r\n`);
    this.#exchange.after("opening", limits.connectTimeout, () => {
      if (this.#stage === "greeting") this.#end("the hub does not answer CONNECT", "soon");
    });
    this.#learn();
    if (!this.#hub.info_on_connect) this.#open();
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

  describe(): ClientDescription {
    const { server_name, version } = this.#hub;
    return {
      protocol: "leaf",
      ...server_name === undefined ? {} : { name: server_name },
      ...version === undefined ? {} : { version },
      ...this.#pings.describe(),
    };
  }

  lost(reason: LostReason): void {
    if (this.#stage === "over") return;
    this.#stage = "over";
    this.#link.report({ type: "over", text: lostText(reason), again: "soon" });
  }

  // What comes from the router

  delivered(): void {}

  interests(exchange: Exchange, interests: readonly Interest[]): void {
    if (exchange !== this.#joined || this.#stage === "over") return;
    this.#ours.replace(interests);
    if (this.#stage !== "registering") return;
    this.#stage = "telling";
    // The answer says that the hub knows all of it.
    this.#send("PING\r\n");
  }

  interest(exchange: Exchange, interest: Interest): void {
    if (exchange === this.#joined && this.#stage !== "over") this.#ours.set(interest);
  }

  forwarded(exchange: Exchange, forward: Forward): void {
    if (exchange === this.#joined) this.#upward.send(forward);
  }

  // What the hub says

  info(json: string): void {
    const info = readHubInfo(json);
    if (info === undefined) return this.fault("bad arguments");
    const { headers, max_payload = this.#hub.max_payload, leafnode_urls } = info;
    this.#hub = { ...this.#hub, headers, max_payload, leafnode_urls };
    this.#learn();
    if (!info.connect_info || this.#stage !== "greeting") return;
    this.#hub = { ...this.#hub, import: info.import, export: info.export };
    this.#open();
  }

  ping(): void {
    this.#send("PONG\r\n");
  }

  pong(): void {
    this.#pings.pong();
    if (this.#stage !== "telling") return;
    this.#stage = "linked";
    this.#pings.begin();
    this.#link.report({ type: "linked" });
  }

  hubError(text: string): void {
    const { fatal, again, hint } = judge(text);
    const said = `the hub says ${JSON.stringify(text.slice(0, SHOWN))}${hint === undefined ? "" : ` (${hint})`}`;
    this.#exchange.count("leaf_errors");
    if (fatal) this.#end(said, again);
    else this.#link.report({ type: "trouble", text: said });
  }

  subscribe(subject: string, queue: string | undefined, weight: number): void {
    this.#pings.active();
    if (subject.startsWith(LOOP)) return this.#met(subject.slice(LOOP.length));
    switch (this.#theirs.set(subject, queue, weight)) {
      case "invalid":
        return this.#complain("leaf_invalid_interest", `the hub wants ${JSON.stringify(subject)}, which is no subject`);
      case "too many":
        return this.#end(`the hub wants more than ${this.#link.limits.maxInterest} subjects`, "pause");
    }
  }

  unsubscribe(subject: string, queue: string | undefined): void {
    this.#pings.active();
    this.#theirs.unset(subject, queue);
  }

  message(
    subject: string,
    reply: string | undefined,
    queues: readonly string[],
    buffer: Uint8Array,
    start: number,
    end: number,
    headerSize: number,
    wire: number,
  ): void {
    this.#pings.active();
    const from = this.#joined.ref;
    this.#joined.publish(new Publication(subject, buffer, start, end, { reply, headerSize, from, wire, queues }));
  }

  fault(fault: LeafFault): void {
    this.#exchange.count("leaf_errors");
    this.#end(`the hub does not speak as a hub: ${fault}`, "late");
  }

  // The link's own affairs

  /** The hub has let us in: from here on everything is told to both sides. */
  #open(): void {
    this.#stage = "registering";
    const { import: imports, export: exports } = this.#hub;
    const { id, rank, denyImports, denyExports } = this.#link;
    this.#upward.restrict(new SubjectFilter(exports, denyExports));
    this.#ours = new OwnInterest(new SubjectFilter(imports, denyImports), (text) => this.#send(text));
    this.#send(`LS+ ${LOOP}${id}-${rank}\r\n`);
    this.#joined.link("hub");
    this.#theirs.open(this.#joined);
  }

  /** Another server is known to the hub: it may be this one, by another link. Not always do both hear of each other. */
  #met(token: string): void {
    const { id, rank } = this.#link;
    const other = /^(.*)-(\d+)$/.exec(token);
    if (other?.[1] !== id) return;
    if (Number(other[2]) > rank) return this.#link.report({ type: "met", rank: Number(other[2]) });
    this.#end("another link of this node leads to the same cluster", "pause");
  }

  #learn(): void {
    const { leafnode_urls } = this.#hub;
    if (leafnode_urls !== undefined) this.#link.report({ type: "learned", urls: leafnode_urls });
  }

  /** Counts each, and says the first of its kind. */
  #complain(count: string, text: string): void {
    this.#exchange.count(count);
    if (this.#complaints.has(count)) return;
    this.#complaints.add(count);
    this.#link.report({ type: "trouble", text });
  }

  #end(text: string, again: HubVerdict["again"]): void {
    if (this.#stage === "over") return;
    this.#stage = "over";
    this.#parser.stop();
    this.#link.report({ type: "over", text, again });
    this.#transport.close();
  }

  #send(text: string): void {
    this.#transport.write(written(text));
  }
}
