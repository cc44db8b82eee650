import type { Peer } from "../../../actors/routing/socket.ts";

/** Where a node is dialled. */
export interface NodeAddress {
  /** A name, an address of IPv4, or one of IPv6 without brackets. */
  readonly hostname: string;
  /** From 1 to 65,535. */
  readonly port: number;
}

const HOST = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/;
const IPV6 = /^[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9_.-]{1,32})?$/;
/** The longest name of a host. */
const LONGEST = 253;

/** Reads `HOST:PORT` or `[IPV6]:PORT`; `undefined` where it is nothing like that. */
export function parseNodeAddress(text: string): NodeAddress | undefined {
  const [, bracketed, bare, digits = ""] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (port < 1 || port > 65_535) return undefined;
  if (bracketed !== undefined) {
    return bracketed.includes(":") && IPV6.test(bracketed) ? { hostname: bracketed, port } : undefined;
  }
  return bare !== undefined && bare.length <= LONGEST && HOST.test(bare) ? { hostname: bare, port } : undefined;
}

/** An address as text: `HOST:PORT`, with brackets around an address of IPv6. */
export function nodeAddressText({ hostname, port }: NodeAddress): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

/**
 * Whether a text can be announced: an address, or `*:PORT`, which means this port of the host that the tracker sees.
 */
export function isAnnounceable(text: string): boolean {
  return parseNodeAddress(text.replace(/^\*:/, "any:")) !== undefined;
}

/** What was announced as others shall dial it: with `*` replaced by the host that the announcement came from. */
export function seenFrom(address: string, hostname: string): string {
  if (!address.startsWith("*:")) return address;
  return nodeAddressText({ hostname, port: Number(address.slice(2)) });
}

/** The host of a peer; an address of IPv4 that a socket of IPv6 shows as `::ffff:192.0.2.1` is that address. */
export function hostOf(peer: Peer): string {
  return peer.hostname.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}
