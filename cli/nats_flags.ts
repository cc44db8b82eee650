import { nearest } from "../server/nearest.ts";
import type { Settings } from "../server/config/settings.ts";
import type { TlsSettings } from "../server/config/tls.ts";
import { UsageError } from "./usage_error.ts";

/** What the flags of `nats-server` ask for besides settings. */
export interface NatsFlags {
  readonly settings: Settings;
  /** What is said of TLS: each of it goes before what the file says. */
  readonly tls: TlsSettings;
  /** Whether there is TLS, where that is said alone. */
  readonly tlsOn: boolean | undefined;
  readonly config: string | undefined;
  /** Only check the configuration. */
  readonly test: boolean;
  readonly version: boolean;
  readonly help: boolean;
}

interface Draft {
  settings: Settings;
  tls: TlsSettings;
  tlsOn: boolean | undefined;
  config: string | undefined;
  test: boolean;
  version: boolean;
  help: boolean;
}

type Take = (draft: Draft, text: string) => void;

const VALUES: Readonly<Record<string, Take>> = {
  p: (draft, text) => draft.settings.port = portOf("port", text),
  a: (draft, text) => draft.settings.host = text,
  m: (draft, text) => draft.settings.httpPort = portOf("http_port", text),
  c: (draft, text) => draft.config = text,
  n: (draft, text) => draft.settings.serverName = text,
  P: (draft, text) => draft.settings.pidFile = text,
  user: (draft, text) => draft.settings.auth = { ...draft.settings.auth, user: text },
  pass: (draft, text) => draft.settings.auth = { ...draft.settings.auth, password: text },
  auth: (draft, text) => draft.settings.auth = { ...draft.settings.auth, token: text },
  ports_file_dir: (draft, text) => draft.settings.portsFileDir = text,
  tlscert: (draft, text) => draft.tls.certFile = text,
  tlskey: (draft, text) => draft.tls.keyFile = text,
  tlscacert: (draft, text) => draft.tls.caFile = text,
};
const SWITCHES: Readonly<Record<string, (draft: Draft, on: boolean) => void>> = {
  D: (draft, on) => draft.settings.debug = on,
  V: (draft, on) => draft.settings.trace = on,
  DV: (draft, on) => draft.settings.debug = draft.settings.trace = on,
  tls: (draft, on) => draft.tlsOn = on,
  tlsverify: (draft, on) => draft.tls.verify = on ? "required" : "none",
  t: (draft, on) => draft.test = on,
  v: (draft, on) => draft.version = on,
  h: (draft, on) => draft.help = on,
  // Every line has its time.
  T: () => {},
};
const LONG: Readonly<Record<string, string>> = {
  port: "p",
  addr: "a",
  net: "a",
  http_port: "m",
  config: "c",
  name: "n",
  server_name: "n",
  pid: "P",
  debug: "D",
  trace: "V",
  version: "v",
  help: "h",
  logtime: "T",
};
/** Flags that somebody counts on: to go on as if they were not there would leave the server more open, or less able. */
const UNSUPPORTED: readonly string[] = [
  "js",
  "jetstream",
  "cluster",
  "cluster_name",
  "routes",
  "ms",
  "https_port",
  "l",
  "log",
];

/**
 * Reads the flags that nats-server takes: one dash or two, with `=` or a blank before the value.
 *
 * @throws {UsageError} for a flag that there is not, or a value that is wrong or missing
 */
export function readNatsFlags(args: readonly string[]): NatsFlags {
  const draft: Draft = {
    settings: {},
    tls: {},
    tlsOn: undefined,
    config: undefined,
    test: false,
    version: false,
    help: false,
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const [, given, , inline] = /^--?([^-=][^=]*)(=(.*))?$/s.exec(arg) ?? [];
    if (given === undefined) throw new UsageError(`Cannot use the argument ${JSON.stringify(arg)}: wanted only flags`);
    const name = of(LONG, given) ?? given;
    const change = of(SWITCHES, name);
    if (change !== undefined) {
      change(draft, inline === undefined || inline === "true");
      continue;
    }
    const take = of(VALUES, name);
    if (take === undefined) throw unknownFlag(given);
    const text = inline ?? args[++i];
    if (text === undefined || text === "") throw new UsageError(`Cannot use -${given} without a value`);
    take(draft, text);
  }
  return draft;
}

/** What a table holds under a name that anybody may have chosen. */
function of<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function unknownFlag(name: string): UsageError {
  if (UNSUPPORTED.includes(name)) return new UsageError(`Cannot use -${name}: it is not supported by this version`);
  const meant = nearest(name, [...Object.keys(VALUES), ...Object.keys(SWITCHES), ...Object.keys(LONG)]);
  const wanted = meant === undefined ? "see --help for those there are" : `did you mean -${meant}?`;
  return new UsageError(`Cannot use -${name}: there is no such flag, ${wanted}`);
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (/^-?\d+$/.test(text) && port >= -1 && port <= 65_535) return port;
  throw new UsageError(
    `Cannot use --${name} ${JSON.stringify(text)}: wanted a port from 0 to 65535, or -1 for a free one`,
  );
}

/** The help of `nats-server`. */
export const NATS_HELP = `Usage: mailroom nats-server [FLAGS]

Takes the place of nats-server: its flags, configuration file, ports file, log lines and signals.

  -a, --addr, --net HOST  address to listen on (0.0.0.0)
  -p, --port PORT         NATS clients (4222; -1 for a free port)
  -m, --http_port PORT    monitoring pages; none without it
  -n, --server_name NAME  name of the server
  -c, --config FILE       configuration file
  --tls, --tlsverify      TLS; clients show a certificate
  --tlscert, --tlskey FILE  certificate and its key, in PEM
  --tlscacert FILE        authorities of clients' certificates, in PEM
  -P, --pid FILE          write the process id here
  --ports_file_dir DIR    write the ports here
  --user, --pass TEXT     the one user who may connect
  --auth TOKEN            what all must show who connect
  -t                      check the configuration and leave
  -D, -V, -DV             log more
  -v, --version           which version this is
  -h, --help              this text`;
