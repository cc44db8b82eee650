import type { LeafConfig } from "../server/config/leaf.ts";
import type { LeafOptions } from "../server/leaf/leaf_options.ts";
import { leafAddress } from "../server/leaf/leaf_address.ts";
import { flag, type Parse, repeated, text, type Values } from "./flags.ts";
import { defined } from "./settings_options.ts";
import { UsageError } from "./usage_error.ts";

const hub: Parse<string> = (text) => {
  try {
    leafAddress(text);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return text;
};

/** The flags of `serve` that make it a leaf of a NATS server. */
export function leafFlags() {
  return {
    "leaf": repeated(hub, "URL", "be a leaf of nats://HOST:7422; more are others of one cluster"),
    "leaf-credentials": flag<string | undefined>(text, "FILE", "USER:PASSWORD or an NKEY seed, for the hub", undefined),
    "leaf-ca": flag<string | undefined>(text, "FILE", "whom to trust to be the hub, as PEM", undefined),
  };
}

/** What names the node, for its peers and for hubs. */
interface NodeNames {
  readonly cluster: string | undefined;
  readonly "node-name": string | undefined;
}

/** The link that the flags ask for or, without one, those of the configuration file. */
export function leafOptions(
  flags: Values<ReturnType<typeof leafFlags>> & NodeNames,
  leafs: readonly LeafConfig[] = [],
): { readonly leaf?: readonly LeafOptions[] } {
  const { leaf: urls, "leaf-credentials": credentialsFile, "leaf-ca": caFile, cluster, "node-name": name } = flags;
  const named = defined({ cluster, name });
  if (urls.length === 0) {
    if (credentialsFile !== undefined || caFile !== undefined) {
      throw new UsageError("Cannot use --leaf-… without --leaf");
    }
    return configuredLeafs(leafs.map((each) => ({ ...named, ...each })));
  }
  return configuredLeafs([{ urls, ...named, ...defined({ credentialsFile, caFile }) }]);
}

/** The links of a configuration file. Reads the files that it names. */
export function configuredLeafs(leafs: readonly LeafConfig[] = []): { readonly leaf?: readonly LeafOptions[] } {
  return leafs.length === 0 ? {} : { leaf: leafs.map(optionsOf) };
}

function optionsOf(config: LeafConfig): LeafOptions {
  const { urls = [], name, cluster, account, user, password, token, nkey, denyImports, denyExports } = config;
  const { credentialsFile, caFile, certFile, keyFile, serverName, handshakeFirst } = config;
  return {
    urls,
    ...defined({ name, cluster, account, user, password, token, nkeySeed: nkey, denyImports, denyExports }),
    ...credentialsFile === undefined ? {} : credentialsIn(credentialsFile),
    tls: defined({
      ca: read("authorities", caFile),
      cert: read("certificate", certFile),
      key: read("key", keyFile),
      serverName,
      first: handshakeFirst,
    }),
  };
}

/** What a file says of who dials: the first line that is no comment. What is in it is never shown. */
function credentialsIn(file: string): Pick<LeafOptions, "user" | "password" | "nkeySeed"> {
  const refuse = (why: string) =>
    new UsageError(`Cannot use the credentials in ${file}: ${why}wanted USER:PASSWORD or the seed of an NKEY`);
  const all = read("credentials", file)!;
  if (/BEGIN NATS USER JWT/.test(all)) throw refuse("JWTs are not supported by this version, ");
  const line = all.split(/\r?\n/).map((line) => line.trim()).find((line) => line !== "" && !line.startsWith("#")) ?? "";
  if (/^SU[A-Z2-7]{56}$/.test(line)) return { nkeySeed: line };
  const [, user, password] = /^([^:]+):(.*)$/.exec(line) ?? [];
  if (user === undefined) throw refuse("");
  return { user, password: password! };
}

function read(what: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot read the ${what} in ${file}: ${reason}`);
  }
}
