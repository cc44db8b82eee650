import type { Actor, Handler, Signal } from "../runtime/actor.ts";
import type { Context } from "../runtime/context.ts";
import type { Ref } from "../runtime/ref.ts";
import { type DatagramMessage, datagramPeer } from "./_datagram_peer.ts";
import { DatagramOutbox } from "./_datagram_outbox.ts";
import type { ProtocolFactory } from "./protocol.ts";
import type { Service } from "./service.ts";
import { type DatagramSocket, type Peer, peerText } from "./socket.ts";
import type { Strangers } from "./strangers.ts";

/** What becomes of a datagram from an address that is no peer yet. */
export type Verdict =
  /** The address becomes a peer, and `first` is the first thing it said; without it, it said nothing yet. */
  | { readonly type: "admit"; readonly first?: Uint8Array }
  /** It is sent this, unless that were larger than what it sent: the sender may be forged. */
  | { readonly type: "answer"; readonly answer: Uint8Array }
  /** It hears nothing. */
  | { readonly type: "ignore" };

/** Decides what an address that is no peer yet must do to become one. Keeps no state: anybody can make it be called. */
export type Admission = (datagram: Uint8Array, from: Peer) => Verdict;

/** What the peers of a datagram address are made of. */
export interface DatagramPeersOptions {
  /** Makes the protocol of each peer. */
  readonly protocol: ProtocolFactory;
  /** Who becomes a peer. Default: everybody, at once. */
  readonly admission?: Admission;
  /** Where it counts and logs, and the limits. */
  readonly service: Service;
  /** Silence after which a peer goes, in milliseconds. */
  readonly idle: number;
  /** The most peers at once; new addresses are ignored then. Default 10,000. */
  readonly maxPeers?: number;
  /** Counts those that are heard and are no peers. */
  readonly strangers?: Strangers;
}

/** What the keeper of the peers understands. */
export type DatagramPeersMessage =
  /** There is a socket to send through. */
  | { readonly type: "opened"; readonly socket: DatagramSocket }
  /** A datagram has come; through which socket, an incarnation that heard of no opening learns from it. */
  | { readonly type: "datagram"; readonly bytes: Uint8Array; readonly from: Peer; readonly socket: DatagramSocket };

/**
 * Keeps the peers of one datagram address: each address that is admitted is an actor of its own, a child of this one,
 * which goes when the address has been silent for too long.
 */
export function datagramPeers(options: DatagramPeersOptions): Actor<DatagramPeersMessage> {
  return (self) => new DatagramPeers(self, options);
}

class DatagramPeers implements Handler<DatagramPeersMessage> {
  readonly #self: Context<DatagramPeersMessage>;
  readonly #options: DatagramPeersOptions;
  readonly #outbox: DatagramOutbox;
  readonly #peers = new Map<string, Ref<DatagramMessage>>();
  readonly #keys = new Map<Ref<never>, string>();
  #named = 0;

  constructor(self: Context<DatagramPeersMessage>, options: DatagramPeersOptions) {
    this.#self = self;
    this.#options = options;
    this.#outbox = new DatagramOutbox(options.service.counters);
  }

  receive(message: DatagramPeersMessage): void {
    this.#outbox.use(message.socket);
    if (message.type === "datagram") this.#datagram(message.bytes, message.from);
  }

  signal(signal: Signal): void {
    const key = this.#keys.get(signal.ref);
    if (key === undefined) return;
    this.#keys.delete(signal.ref);
    this.#peers.delete(key);
  }

  #datagram(bytes: Uint8Array, from: Peer): void {
    const key = peerText(from);
    const known = this.#peers.get(key);
    if (known !== undefined) {
      if (!known.tell({ type: "datagram", bytes })) this.#drop("datagrams_dropped_full");
      return;
    }
    this.#options.strangers?.heard();
    const verdict: Verdict = this.#options.admission?.(bytes, from) ?? { type: "admit", first: bytes };
    switch (verdict.type) {
      case "ignore":
        return this.#drop("datagrams_dropped_unproved");
      case "answer":
        if (verdict.answer.length > bytes.length) return this.#drop("datagrams_dropped_unproved");
        this.#outbox.send(verdict.answer, from);
        return;
      case "admit":
        return this.#admit(key, from, verdict.first);
    }
  }

  #admit(key: string, from: Peer, first: Uint8Array | undefined): void {
    const { service, protocol, idle, maxPeers = 10_000 } = this.#options;
    if (this.#peers.size >= maxPeers) return this.#drop("datagrams_dropped_peers");
    const peer = this.#self.spawn(
      `udp-${++this.#named}`,
      datagramPeer({ peer: from, outbox: this.#outbox, protocol, service, idle }),
    );
    this.#peers.set(key, peer);
    this.#keys.set(peer, key);
    if (first !== undefined) peer.tell({ type: "datagram", bytes: first });
  }

  #drop(cause: string): void {
    this.#options.service.counters.add(cause);
  }
}
