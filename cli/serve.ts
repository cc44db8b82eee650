import { peerText } from "../actors/routing/socket.ts";
import type { Log } from "../actors/routing/log.ts";
import { startMailroom } from "../server/mailroom.ts";
import { type MailroomOptions, MAX_CONNECTIONS } from "../server/options.ts";
import { isRoom } from "../transports/protocols/line/commands.ts";
import { AUTH_FLAGS, withAuthFlags } from "./auth_flags.ts";
import { choice, flag, integer, port, readFlags, repeated, switched, text, type Values, wrong } from "./flags.ts";
import type { Settings } from "../server/config/settings.ts";
import type { WebSocketSettings } from "../server/config/websocket.ts";
import { loadConfig } from "./load_config.ts";
import { type Level, LEVELS, stderrLog } from "./log.ts";
import { leafFlags, leafOptions } from "./leaf_flags.ts";
import { nodeFlags, nodeOptions } from "./node_flags.ts";
import { pagesText, ServerTls } from "./server_tls.ts";
import { connectionLimits, defined, freePort, lineOptions, natsLimits } from "./settings_options.ts";
import { lameDuckOnSignal } from "./lame_duck_signal.ts";
import { renewOnSignal } from "./renew_on_signal.ts";
import { reloadOnSignal } from "./reload_on_signal.ts";
import { runFiles } from "./run_files.ts";
import { SERVER_TLS_FLAGS, withTlsFlags } from "./tls_flags.ts";
import { webSocketOptions } from "./websocket_options.ts";
import { stopOnSignal } from "./stop_on_signal.ts";

const room = (value: string, name: string): string => {
  if (isRoom(value)) return value;
  throw wrong(name, value, 'a name without blanks, "*" and ">"');
};
const bytes = integer(1, 1 << 30, "bytes from 1");

/** The flags of `serve`; what a configuration file says takes the place of the defaults. */
export function serveFlags(settings: Settings = {}) {
  const { line = {}, udp = {} } = settings;
  return {
    "config": flag<string | undefined>(text, "FILE", "configuration file; flags go before it", undefined),
    "host": flag(text, "HOST", "address to listen on", settings.host ?? "127.0.0.1"),
    "line": flag(port, "PORT", "chat over TCP", freePort(line.port ?? 9000)),
    "udp": flag(port, "PORT", "chat over UDP", freePort(udp.port ?? 9001)),
    "nats": flag(port, "PORT", "NATS clients", freePort(settings.port ?? 4222)),
    "ws": flag<number | undefined>(port, "PORT", "NATS clients and chat over WebSocket; none without it", undefined),
    "ws-origin": repeated(text, "ORIGIN", "let pages of this origin connect; any number of times"),
    "http": flag(port, "PORT", "monitoring pages over HTTP", freePort(settings.httpPort ?? 8222)),
    "room": flag(room, "NAME", "room of newcomers", line.room ?? "lobby"),
    "greeting": flag<string | undefined>(text, "TEXT", "first line to a TCP client", line.greeting),
    ...nodeFlags(settings.nodes),
    ...SERVER_TLS_FLAGS,
    ...leafFlags(),
    ...AUTH_FLAGS,
    "no-line": switched("no chat over TCP"),
    "no-udp": switched("no chat over UDP"),
    "no-nats": switched("no NATS clients"),
    "no-http": switched("no monitoring pages"),
    "max-line": flag(bytes, "BYTES", "longest line", line.maxLine ?? 65_536),
    "max-connections": flag(
      integer(1, 1e9, "a number from 1"),
      "N",
      "most TCP connections at once",
      settings.maxConnections ?? MAX_CONNECTIONS,
    ),
    "idle": flag(
      integer(1, 86_400 * 24, "seconds from 1"),
      "SECONDS",
      "silence after which a UDP peer leaves",
      (udp.idle ?? 60_000) / 1_000,
    ),
    "log": flag(choice(LEVELS), "LEVEL", "error, warn, info or debug, on standard error", level(settings)),
  };
}

function level(settings: Settings): Level {
  return settings.debug === true || settings.trace === true ? "debug" : "info";
}

/** Runs the server until it is told to stop. Returns the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const { config } = readFlags(args, serveFlags());
  const settings = config === undefined ? {} : loadConfig(config);
  const flags = readFlags(args, serveFlags(settings));
  const log = stderrLog(flags.log);
  const tls = new ServerTls(withTlsFlags(flags, settings));
  const mailroom = await startMailroom({
    ...mailroomOptions(flags, withAuthFlags(flags, withTlsFlags(flags, settings)), tls, log),
    log,
  });
  // Before anybody can know that it runs, because who knows may tell it to stop.
  using _signals = stopOnSignal(mailroom, log);
  using _lameDuck = lameDuckOnSignal(mailroom, settings, log);
  using _reload = config === undefined ? undefined : reloadOnSignal(mailroom, () => {
    const settings = loadConfig(config);
    const { "max-connections": maxConnections } = readFlags(args, serveFlags(settings));
    return { ...withAuthFlags(flags, withTlsFlags(flags, settings)), maxConnections };
  }, log);
  using _renewal = renewOnSignal(tls, log);
  using _files = runFiles(settings, mailroom.addresses, log);
  const { line, udp, nats, ws, http } = mailroom.addresses;
  for (const address of [line, udp]) {
    if (address !== undefined) console.log(`listening line ${peerText(address)}`);
  }
  if (nats !== undefined) console.log(`listening nats ${peerText(nats)}`);
  if (ws !== undefined) console.log(`listening nats ${tls.webSocketText(ws)}`);
  const { node } = mailroom.addresses;
  if (node !== undefined) console.log(`listening node ${peerText(node)}`);
  if (http !== undefined) console.log(`listening http ${pagesText(http)}`);
  try {
    await mailroom.done;
    return 0;
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** The flags above the file, and pages from elsewhere only where somebody has said so. */
function webSocketSettings(
  { ws, "ws-origin": origins }: Values<ReturnType<typeof serveFlags>>,
  { websocket = {} }: Settings,
): WebSocketSettings {
  return {
    ...websocket,
    // On the command line 0 is a free port, as it is for all others.
    ...ws === undefined ? {} : { port: ws || -1 },
    ...origins.length === 0 ? {} : { allowedOrigins: origins, sameOrigin: false },
  };
}

function mailroomOptions(
  flags: Values<ReturnType<typeof serveFlags>>,
  settings: Settings,
  tls: ServerTls,
  log: Log,
): MailroomOptions {
  const shared = { room: flags.room, maxLine: flags["max-line"] };
  const greeting = flags.greeting === undefined ? {} : { greeting: flags.greeting };
  return {
    hostname: flags.host,
    ...tls.shared,
    ...connectionLimits(settings),
    ...nodeOptions(flags, settings.nodes),
    ...leafOptions(flags, settings.leafs),
    maxConnections: flags["max-connections"],
    ...flags["no-line"] ? {} : { line: { ...shared, ...greeting, port: flags.line } },
    ...flags["no-nats"]
      ? {}
      : { nats: { ...natsLimits(settings), ...defined({ name: settings.serverName }), ...tls.nats, port: flags.nats } },
    ...webSocketOptions(webSocketSettings(flags, settings), tls, log),
    ...flags["no-http"] ? {} : { http: { ...defined({ hostname: settings.httpHost }), ...tls.http, port: flags.http } },
    ...flags["no-udp"]
      ? {}
      : { udp: { ...shared, ...lineOptions(settings.udp ?? {}), port: flags.udp, idle: flags.idle * 1_000 } },
  };
}
