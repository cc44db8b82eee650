import { splitAddress } from "../../transports/protocols/node/hello.ts";
import { address, block, type Keys, number, PORT, type Read, text, time } from "./kinds.ts";
import type { Settings } from "./settings.ts";
import { tlsBlock, type TlsSettings } from "./tls.ts";

/** The links to other nodes, as a configuration file has them. */
export interface NodeSettings {
  host?: string;
  /** -1 takes a free one. */
  port?: number;
  peers?: readonly string[];
  cluster?: string;
  name?: string;
  secret?: string;
  secretFile?: string;
  advertise?: string;
  trackers?: readonly string[];
  /** Milliseconds. */
  pingInterval?: number;
  tls?: TlsSettings;
}

function where<T>(set: (into: T, address: string) => void): Read<T> {
  return (into, { value }, { fail }) => {
    const at = String(value);
    if (at.startsWith(":") || splitAddress(at) === undefined) throw fail("host:port");
    set(into, at);
  };
}

/** One address, or a list of them. */
function wheres<T>(set: (into: T, addresses: readonly string[]) => void): Read<T> {
  return (into, value, at) => {
    const list: string[] = [];
    const one = where<string[]>((into, each) => into.push(each));
    for (const each of Array.isArray(value.value) ? value.value : [value]) one(list, each, at);
    set(into, list);
  };
}

const KEYS: Keys<NodeSettings> = {
  host: text((into, host) => into.host = host),
  port: number((into, port) => into.port = port, ...PORT),
  listen: address((into, host, port) => {
    into.port = port;
    if (host !== undefined) into.host = host;
  }),
  peers: wheres((into, peers) => into.peers = peers),
  cluster: text((into, cluster) => into.cluster = cluster),
  name: text((into, name) => into.name = name),
  secret: text((into, secret) => into.secret = secret),
  secret_file: text((into, file) => into.secretFile = file),
  advertise: where((into, at) => into.advertise = at),
  trackers: wheres((into, trackers) => into.trackers = trackers),
  ping_interval: time((into, span) => into.pingInterval = span, 1),
  tls: tlsBlock(),
};

/** The block `nodes`. */
export const nodes: Read<Settings> = block<Settings, NodeSettings>(() => KEYS, (into) => into.nodes ??= {});
