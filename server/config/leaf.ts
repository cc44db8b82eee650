import { block, ignored, type Keys, onOff, type Read, text, unsupported } from "./kinds.ts";
import type { Settings } from "./settings.ts";
import type { ConfigValue } from "./value.ts";

/** A link to a hub, as a configuration file has it. Files are named and not yet read. */
export interface LeafConfig {
  urls?: readonly string[];
  name?: string;
  cluster?: string;
  account?: string;
  user?: string;
  password?: string;
  token?: string;
  nkey?: string;
  credentialsFile?: string;
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  serverName?: string;
  handshakeFirst?: boolean;
  denyImports?: readonly string[];
  denyExports?: readonly string[];
}

/** One text, or a list of them. */
function texts<T>(set: (into: T, all: readonly string[]) => void): Read<T> {
  return (into, value, at) => {
    const all: string[] = [];
    const one = text<string[]>((into, each) => into.push(each));
    for (const each of Array.isArray(value.value) ? value.value : [value]) one(all, each, at);
    set(into, all);
  };
}

const urls = texts<LeafConfig>((into, all) => into.urls = [...into.urls ?? [], ...all]);
const credentials = text<LeafConfig>((into, file) => into.credentialsFile = file);

const TLS: Keys<LeafConfig> = {
  ca_file: text((into, file) => into.caFile = file),
  cert_file: text((into, file) => into.certFile = file),
  key_file: text((into, file) => into.keyFile = file),
  handshake_first: onOff((into, on) => into.handshakeFirst = on),
  first: onOff((into, on) => into.handshakeFirst = on),
  timeout: ignored,
  insecure: unsupported,
  pinned_certs: unsupported,
  cipher_suites: unsupported,
  curve_preferences: unsupported,
};

const REMOTE: Keys<LeafConfig> = {
  url: urls,
  urls,
  credentials,
  creds: credentials,
  nkey: text((into, seed) => into.nkey = seed),
  account: text((into, account) => into.account = account),
  local: text((into, account) => into.account = account),
  tls: block<LeafConfig, LeafConfig>(() => TLS, (into) => into),
  deny_imports: texts((into, all) => into.denyImports = all),
  deny_exports: texts((into, all) => into.denyExports = all),
  no_randomize: ignored,
  hub: unsupported,
  ws_compression: unsupported,
  ws_no_masking: unsupported,
};

const LEAF: Keys<LeafConfig> = {
  ...REMOTE,
  name: text((into, name) => into.name = name),
  cluster: text((into, cluster) => into.cluster = cluster),
  user: text((into, user) => into.user = user),
  password: text((into, password) => into.password = password),
  pass: text((into, password) => into.password = password),
  token: text((into, token) => into.token = token),
  ca_file: TLS.ca_file!,
  cert_file: TLS.cert_file!,
  key_file: TLS.key_file!,
  tls_name: text((into, name) => into.serverName = name),
};

/** One block, or a list of them: a link for each. */
function links(keys: () => Keys<LeafConfig>): Read<Settings> {
  return (into, value, at) => {
    const all: readonly ConfigValue[] = Array.isArray(value.value) ? value.value : [value];
    const read = block<LeafConfig[], LeafConfig>(keys, (into) => {
      const leaf: LeafConfig = {};
      into.push(leaf);
      return leaf;
    });
    const leafs: LeafConfig[] = [];
    for (const each of all) read(leafs, each, at);
    if (leafs.some(({ urls = [] }) => urls.length === 0)) throw at.fail("a url in each");
    into.leafs = [...into.leafs ?? [], ...leafs];
  };
}

const LEAFNODES: Keys<Settings> = {
  // Where leaf nodes would be listened for: there are none.
  listen: ignored,
  host: ignored,
  port: ignored,
  advertise: ignored,
  no_advertise: ignored,
  reconnect: ignored,
  reconnect_delay: ignored,
  reconnect_interval: ignored,
  min_version: ignored,
  remotes: links(() => REMOTE),
};

/** The block `leaf`: a link to a NATS server, or a list of links. */
export const leaf: Read<Settings> = links(() => LEAF);

/** The block `leafnodes` of nats-server, of which `remotes` has a meaning here. */
export const leafnodes: Read<Settings> = block<Settings, Settings>(() => LEAFNODES, (into) => into);
