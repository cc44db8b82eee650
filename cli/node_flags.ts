import type { NodeSettings } from "../server/config/nodes.ts";
import type { NodeOptions } from "../server/nodes/node_options.ts";
import { splitAddress } from "../transports/protocols/node/hello.ts";
import { flag, type Parse, port, readFlags, repeated, text, type Values, wrong } from "./flags.ts";
import { environment, readSecret } from "./secret_file.ts";
import { readTls } from "./server_tls.ts";
import { defined, freePort } from "./settings_options.ts";

/** The variable that may hold the secret of the nodes. */
const SECRET = "MAILROOM_SECRET";

const at: Parse<string> = (value, name) => {
  if (!value.startsWith(":") && splitAddress(value) !== undefined) return value;
  throw wrong(name, value, "HOST:PORT");
};

type Optional = string | undefined;

/** The flags of `serve` that link it to other nodes. */
export function nodeFlags(settings: NodeSettings = {}) {
  const listening = settings.port === undefined ? undefined : freePort(settings.port);
  return {
    "node": flag<number | undefined>(port, "PORT", "other nodes; none come in without it", listening),
    "peer": repeated(at, "HOST:PORT", "a node to be linked to; any number of times"),
    "tracker": repeated(at, "HOST:PORT", "a tracker that knows nodes; any number of times"),
    "cluster": flag<Optional>(text, "NAME", "link only to nodes of this cluster", settings.cluster),
    "secret-file": flag<Optional>(
      text,
      "FILE",
      `what nodes must know to be linked; or in ${SECRET}`,
      settings.secretFile,
    ),
    "secret": flag<Optional>(text, "TEXT", "the same as text, which others on the machine can see", undefined),
    "node-name": flag<Optional>(text, "NAME", "what this node is called", settings.name),
    "node-advertise": flag<Optional>(at, "HOST:PORT", "where other nodes reach this one", settings.advertise),
  };
}

/** What the block `nodes` of a configuration file asks for alone. */
export function configuredNode(settings: NodeSettings | undefined): { readonly node?: NodeOptions } {
  return settings === undefined ? {} : nodeOptions(readFlags([], nodeFlags(settings)), settings);
}

/** What the flags and the block `nodes` of a configuration file ask for; nothing where they say nothing of nodes. */
export function nodeOptions(
  flags: Values<ReturnType<typeof nodeFlags>>,
  settings: NodeSettings = {},
): { readonly node?: NodeOptions } {
  const peers = [...settings.peers ?? [], ...flags.peer];
  const trackers = [...settings.trackers ?? [], ...flags.tracker];
  if (flags.node === undefined && peers.length === 0 && trackers.length === 0) return {};
  return {
    node: {
      peers,
      trackers,
      ...defined({
        port: flags.node,
        hostname: settings.host,
        cluster: flags.cluster,
        secret: flags.secret ?? readSecret("secret", flags["secret-file"]) ?? settings.secret ?? environment(SECRET),
        name: flags["node-name"],
        advertise: flags["node-advertise"],
        pingInterval: settings.pingInterval,
        tls: settings.tls === undefined ? undefined : readTls(settings.tls),
      }),
    },
  };
}
