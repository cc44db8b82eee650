/** The version of what nodes speak. */
export const NODE_PROTOCOL = 1;

/** What a node says of itself first. */
export interface Hello {
  /** The version of the protocol. */
  readonly protocol: number;
  /** Random, and new with each start of the process. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Only nodes of one cluster are linked. */
  readonly cluster: string;
  /** The version of the program. */
  readonly version: string;
  /** Random, and new with each link. */
  readonly nonce: string;
  /**
   * Where others reach it, as `host:port`; `:port` where it does not know how it is called: at the address then from which
   * it speaks. `null` for one that cannot be dialled.
   */
  readonly address: string | null;
}

/** Another node that can be dialled, as nodes tell each other. */
export interface KnownNode {
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
}

/** The most nodes that one line may tell of. */
const MOST_KNOWN = 1_000;

/** A new id or nonce. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The opening line, without its end. */
export function helloLine(hello: Hello): string {
  return `NODE ${JSON.stringify(hello)}`;
}

/** Reads an opening line; `undefined` where it is none. Versions and clusters are not judged here. */
export function readHello(line: string): Hello | undefined {
  if (!line.startsWith("NODE ")) return undefined;
  const json = readJson(line.slice(5));
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const { protocol, id, name, cluster, version, nonce, address } = json as Record<string, unknown>;
  if (typeof protocol !== "number" || !isId(id) || !isId(nonce)) return undefined;
  if (!isName(name) || !isName(cluster) || !isName(version)) return undefined;
  if (address !== null && !isAddress(address)) return undefined;
  return { protocol, id, name, cluster, version, nonce, address };
}

/** Reads what a node tells of others; what is no node is left out. */
export function readPeers(text: string): KnownNode[] {
  const json = readJson(text);
  if (!Array.isArray(json)) return [];
  return json.slice(0, MOST_KNOWN).flatMap((each) => {
    const { id, address } = typeof each === "object" && each !== null ? each : {};
    return isId(id) && isAddress(address) && !address.startsWith(":") ? [{ id, address }] : [];
  });
}

/** `host:port` in its parts; an address of IPv6 stands in brackets. `undefined` where it is nothing like that. */
export function splitAddress(address: string): { readonly hostname: string; readonly port: number } | undefined {
  const [, hostname, port] = /^(.*):(\d{1,5})$/.exec(address) ?? [];
  const number = Number(port);
  if (hostname === undefined || number < 1 || number > 65_535) return undefined;
  if (!/^(\[[\da-fA-F.]*:[\da-fA-F:.]*(%\w+)?\]|[\w.-]*)$/.test(hostname)) return undefined;
  return { hostname: hostname.replace(/^\[(.*)\]$/, "$1"), port: number };
}

/** The parts as `host:port`. */
export function joinAddress({ hostname, port }: { readonly hostname: string; readonly port: number }): string {
  return `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32,64}$/.test(value);
}

/** A text of one line that may be shown to people. */
function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= 256 && !/\p{Cc}/u.test(value);
}

function isAddress(value: unknown): value is string {
  return typeof value === "string" && value.length <= 262 && splitAddress(value) !== undefined;
}
