import type { ConnectionMessage } from "../../../actors/routing/messages.ts";
import type { Transport } from "../../../actors/routing/protocol.ts";
import type { Ref } from "../../../actors/runtime/ref.ts";
import { Handshake, type Refusal, type Step } from "./handshake.ts";
import { type Hello, joinAddress, NODE_PROTOCOL, randomId, splitAddress } from "./hello.ts";
import type { NodeLinkOptions } from "./link_options.ts";

/** What comes of the opening of a link. */
interface Outcome {
  opened(peer: Hello): void;
  refuse(why: Refusal): void;
  /** The mesh cannot be asked. */
  alone(): void;
}

/** The opening of a link: the handshake with the other node, and the questions to the mesh that belong to it. */
export class Opening {
  readonly #options: NodeLinkOptions;
  readonly #link: Ref<ConnectionMessage>;
  readonly #transport: Transport;
  readonly #handshake: Handshake;
  readonly #outcome: Outcome;
  #over = false;
  #open = false;
  /** What the mesh has said before the other side could hear it: each time all that it knows. */
  #news = "";

  constructor(options: NodeLinkOptions, link: Ref<ConnectionMessage>, transport: Transport, outcome: Outcome) {
    const { secret, pingInterval: _interval, pingMax: _max, handshake: _time, ...hello } = options.node;
    this.#options = options;
    this.#link = link;
    this.#transport = transport;
    this.#outcome = outcome;
    const own = { ...hello, protocol: NODE_PROTOCOL, nonce: randomId() };
    this.#handshake = new Handshake(own, secret, options.side);
  }

  /** Who the other side says it is. */
  get peer(): Hello | undefined {
    return this.#handshake.peer;
  }

  begin(): void {
    this.#step(this.#handshake.begin());
  }

  line(line: string): void {
    this.#step(this.#handshake.receive(line));
  }

  /** Nothing more is to come of it. */
  stop(): void {
    this.#over = true;
  }

  #step(step: Step): void {
    if (this.#over) return;
    if ("say" in step) this.#transport.write(step.say!);
    switch (step.type) {
      case "wait":
        return;
      case "ask":
        return this.#ask(step.what, step.peer);
      case "linked":
        this.#over = true;
        this.#open = true;
        this.#outcome.opened(step.peer);
        if (this.#news !== "") this.#transport.write(this.#news);
        return;
      case "refuse":
        return this.#outcome.refuse(step.why);
    }
  }

  #ask(what: "reserve" | "admit", peer: Hello): void {
    const { mesh, side } = this.#options;
    const verdict = (refusal: Refusal | undefined) => {
      if (this.#over) return;
      if (refusal === undefined) this.#step(this.#handshake.granted());
      else this.#outcome.refuse(refusal);
    };
    const question = { link: this.#link, peer, verdict };
    const told = what === "reserve" ? mesh.tell({ type: what, ...question }) : mesh.tell({
      type: what,
      ...question,
      side,
      address: this.#addressOf(peer),
      tell: (nodes) => this.#tell(`PEERS ${JSON.stringify(nodes)}\r\n`),
    });
    if (!told) this.#outcome.alone();
  }

  #tell(news: string): void {
    if (this.#open) this.#transport.write(news);
    else this.#news = news;
  }

  /** Where the other node can be dialled: under the name it gives, or at the address from which it speaks. */
  #addressOf({ address }: Hello): string | undefined {
    const parts = address === null ? undefined : splitAddress(address);
    if (parts === undefined) return undefined;
    return joinAddress(parts.hostname === "" ? { ...parts, hostname: this.#transport.peer.hostname } : parts);
  }
}
