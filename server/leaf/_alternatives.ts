import { type LeafAddress, leafAddress } from "./leaf_address.ts";

/** The addresses of one cluster: those that were configured, which stay, and before them those that the hub has named. */
export class Alternatives {
  readonly #configured: readonly LeafAddress[];
  #all: readonly LeafAddress[];
  #next = 0;

  /** Reads the addresses; throws a `TypeError` where one is none. */
  constructor(urls: readonly string[]) {
    if (urls.length === 0) throw new TypeError("Cannot be a leaf without a hub: wanted at least one URL");
    this.#configured = this.#all = urls.map(leafAddress);
  }

  /** The address to dial next. */
  next(): LeafAddress {
    const address = this.#all[this.#next % this.#all.length]!;
    this.#next++;
    return address;
  }

  /** The link stood: when it is lost, the search begins anew. */
  reached(address: LeafAddress): void {
    const at = this.#all.findIndex((each) => same(each, address));
    // The others first, because this one has just gone.
    this.#next = at + 1;
  }

  /** The hub has named the ports of its cluster. They may be bare addresses: whoever dials is known there as at the first. */
  learn(urls: readonly string[], from: LeafAddress): void {
    const before = this.#all[this.#next % this.#all.length];
    const learned: LeafAddress[] = [];
    for (const url of urls) {
      const address = read(url);
      if (address === undefined || learned.some((each) => same(each, address))) continue;
      if (this.#configured.some((each) => same(each, address))) continue;
      const { secure, tlsName, credentials } = from;
      learned.push({ ...address, secure, tlsName, credentials });
    }
    this.#all = [...learned, ...this.#configured];
    const at = before === undefined ? -1 : this.#all.findIndex((each) => same(each, before));
    this.#next = Math.max(0, at);
  }
}

function same(one: LeafAddress, other: LeafAddress): boolean {
  return one.hostname === other.hostname && one.port === other.port;
}

function read(url: string): LeafAddress | undefined {
  try {
    return leafAddress(url);
  } catch {
    return undefined;
  }
}
