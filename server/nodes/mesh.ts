import type { ConnectionMessage } from "../../actors/routing/messages.ts";
import type { Actor, Handler, Signal } from "../../actors/runtime/actor.ts";
import type { Context } from "../../actors/runtime/context.ts";
import type { Ref } from "../../actors/runtime/ref.ts";
import type { Refusal } from "../../transports/protocols/node/handshake.ts";
import type { KnownNode } from "../../transports/protocols/node/hello.ts";
import type { MembershipMessage } from "../../transports/protocols/node/membership.ts";
import { Addresses, type AddressesOptions } from "./addresses.ts";
import { isBetter, type Link } from "./links.ts";
import type { LinkedNode, MeshMessage } from "./messages.ts";

/** What a mesh is made of. */
export interface MeshOptions extends Omit<AddressesOptions, "isLinked"> {
  /** This node's id. */
  readonly id: string;
  /** Nodes to be dialled, as `host:port`. */
  readonly peers: readonly string[];
}

type Admission = Extract<MembershipMessage, { readonly type: "admit" }>;

interface Member extends Link {
  readonly name: string;
  readonly address: string | undefined;
  readonly tell: Admission["tell"];
}

/**
 * Knows which nodes are linked to this one and decides which link to a node stays, so that there is never more than one:
 * whoever is let in is told so when the link before it is over and its interest is withdrawn. It also knows which addresses
 * there are, and has them dialled.
 */
export function mesh(options: MeshOptions): Actor<MeshMessage> {
  return (self) => new Mesh(self, options);
}

class Mesh implements Handler<MeshMessage> {
  readonly #self: Context<MeshMessage>;
  readonly #options: MeshOptions;
  readonly #addresses: Addresses;
  /** The open links, by the id of the other node. */
  readonly #members = new Map<string, Member>();
  /** Dialers' links that have not been let in: nobody else is to dial that node meanwhile. */
  readonly #reserved = new Map<string, Ref<ConnectionMessage>>();
  /** Who is to be let in when the link before it is over. */
  readonly #waiting = new Map<string, Admission>();

  constructor(self: Context<MeshMessage>, options: MeshOptions) {
    this.#self = self;
    this.#options = options;
    this.#addresses = new Addresses(self, { ...options, isLinked: (id) => this.#members.has(id) });
    for (const peer of options.peers) this.#addresses.add(peer, "configured");
  }

  receive(message: MeshMessage): void {
    switch (message.type) {
      case "reserve":
        return answer(message, this.#reserve(message.peer.id, message.link));
      case "admit":
        return this.#admit(message);
      case "heard":
        return this.#heard(message.nodes);
      case "may-dial":
        return this.#addresses.mayDial(message);
      case "own-address":
        return this.#addresses.own(message.address);
      case "overdue":
        return this.#addresses.overdue(message.address);
      case "nodes":
        return void message.replyTo.tell(this.#linked());
    }
  }

  /** A link has ended, or a dialer has. */
  signal(signal: Signal): void {
    const ref = signal.ref;
    for (const [id, link] of this.#reserved) if (link === ref) this.#reserved.delete(id);
    for (const [id, { link }] of this.#waiting) if (link === ref) this.#waiting.delete(id);
    for (const [id, member] of this.#members) if (member.ref === ref) this.#left(id);
    this.#addresses.ended(ref);
  }

  /** Asked by a dialer, who is told at once whether there is a link already: then it need not go on. */
  #reserve(id: string, link: Ref<ConnectionMessage>): Refusal | undefined {
    if (this.#members.has(id) || this.#reserved.has(id)) return "duplicate";
    this.#reserved.set(id, link);
    this.#self.watch(link);
  }

  #admit(admission: Admission): void {
    const { id } = admission.peer;
    const candidate: Link = { ref: admission.link, id, side: admission.side };
    // Its own link to that node is on the way and would take the place of this one.
    if (admission.side === "acceptor" && this.#options.id < id && this.#reserved.has(id)) {
      return answer(admission, "duplicate");
    }
    const rival = this.#waiting.get(id);
    const open = this.#members.get(id);
    const best = rival === undefined ? open : { ref: rival.link, id, side: rival.side };
    if (best !== undefined && !isBetter(candidate, best, this.#options.id)) return answer(admission, "duplicate");
    this.#self.watch(admission.link);
    if (rival !== undefined) answer(rival, "duplicate");
    if (open === undefined) return this.#join(admission);
    this.#waiting.set(id, admission);
    if (rival === undefined) open.ref.tell({ type: "close", reason: "another link takes the place of this one" });
  }

  #join(admission: Admission): void {
    const { peer, side, link: ref, address, tell } = admission;
    this.#reserved.delete(peer.id);
    this.#members.set(peer.id, { ref, id: peer.id, name: peer.name, side, address, tell });
    answer(admission, undefined);
    this.#gossip();
  }

  #left(id: string): void {
    this.#members.delete(id);
    const next = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (next !== undefined) return this.#join(next);
    this.#addresses.free(id);
  }

  /** Tells every node of all others that can be dialled. */
  #gossip(): void {
    const all = [...this.#members.values()].flatMap(({ id, address }) =>
      address === undefined ? [] : [{ id, address }]
    );
    for (const { ref, id, tell } of this.#members.values()) {
      const others = all.filter((each) => each.id !== id);
      if (others.length > 0) ref.tell({ type: "settled", run: () => tell(others) });
    }
  }

  /** Of two nodes that hear of each other the one with the lower id dials at once, the other only if nothing comes of it. */
  #heard(nodes: readonly KnownNode[]): void {
    for (const { id, address } of nodes) {
      if (id === this.#options.id || this.#members.has(id)) continue;
      if (this.#options.id < id) this.#addresses.add(address, "learned", id);
      else this.#addresses.addLater(address, id);
    }
  }

  #linked(): readonly LinkedNode[] {
    return [...this.#members.values()].map(({ id, name, side, address }) => ({ id, name, side, address }));
  }
}

/** In the link's own turn. */
function answer({ link, verdict }: Pick<Admission, "link" | "verdict">, refusal: Refusal | undefined): void {
  link.tell({ type: "settled", run: () => verdict(refusal) });
}
