import { type Mailroom, startMailroom } from "../server/mailroom.ts";
import type { Settings } from "../server/config/settings.ts";
import { configuredLeafs } from "./leaf_flags.ts";
import { loadConfig } from "./load_config.ts";
import { NATS_HELP, type NatsFlags, readNatsFlags } from "./nats_flags.ts";
import { withNatsTls } from "./nats_tls.ts";
import { type NatsLog, natsLog } from "./nats_log.ts";
import { lameDuckOnSignal } from "./lame_duck_signal.ts";
import { runFiles } from "./run_files.ts";
import { ServerTls } from "./server_tls.ts";
import { configuredNode } from "./node_flags.ts";
import { reloadSettings } from "./reload_on_signal.ts";
import { connectionLimits, defined, freePort, lineOptions, natsLimits } from "./settings_options.ts";
import { webSocketOptions } from "./websocket_options.ts";
import { NATS_DEFAULTS } from "../transports/protocols/nats/nats_options.ts";
import { ANNOUNCED_VERSION } from "../transports/protocols/nats/info.ts";

const HOST = "0.0.0.0";
const PORT = 4222;

/** Runs in the place of nats-server until it is told to stop. Returns the exit code. */
export async function natsServer(args: readonly string[]): Promise<number> {
  const flags = readNatsFlags(args);
  if (flags.help) return say(NATS_HELP);
  if (flags.version) return say(`nats-server: v${ANNOUNCED_VERSION} (mailroom)`);
  let log = natsLog({ debug: false, trace: false });
  try {
    const settings = settingsOf(flags);
    const tls = new ServerTls(settings);
    if (flags.test) return checked(flags);
    log = natsLog({ debug: settings.debug ?? false, trace: settings.trace ?? false });
    return await run(flags, settings, tls, log);
  } catch (error) {
    log.fatal(messageOf(error));
    return 1;
  }
}

/** What the file says, and the flags above it. */
function settingsOf(flags: NatsFlags): Settings {
  const settings = withNatsTls(flags.config === undefined ? {} : loadConfig(flags.config), flags);
  const { maxPayload, maxPending } = { ...NATS_DEFAULTS, ...natsLimits(settings) };
  if (maxPayload > maxPending) {
    throw new Error(`max_payload (${maxPayload}) cannot be higher than max_pending (${maxPending})`);
  }
  return settings;
}

async function run(flags: NatsFlags, settings: Settings, tls: ServerTls, log: NatsLog): Promise<number> {
  const mailroom = await startMailroom({
    hostname: settings.host ?? HOST,
    log,
    ...tls.shared,
    nats: {
      ...natsLimits(settings),
      ...defined({ name: settings.serverName }),
      ...tls.nats,
      port: freePort(settings.port || PORT),
      ...settings.trace ? { trace: (cid: number, text: string) => log.trace(`cid:${cid} - <<- ${text}`) } : {},
    },
    ...!settings.httpPort ? {} : {
      http: {
        port: freePort(settings.httpPort),
        scripts: true,
        ...defined({ hostname: settings.httpHost }),
        ...tls.http,
      },
    },
    ...settings.line?.port === undefined
      ? {}
      : { line: { ...lineOptions(settings.line), port: freePort(settings.line.port) } },
    ...settings.udp?.port === undefined ? {} : {
      udp: {
        ...lineOptions(settings.udp),
        ...defined({ idle: settings.udp.idle }),
        port: freePort(settings.udp.port),
      },
    },
    // As nats-server does, pages from anywhere are let in where nothing is said of them.
    ...webSocketOptions({ sameOrigin: false, ...settings.websocket }, tls, log),
    ...connectionLimits(settings),
    ...configuredLeafs(settings.leafs),
    ...configuredNode(settings.nodes),
  });
  using signals = handleSignals(mailroom, flags, settings, tls, log);
  const { nats, http, ws } = mailroom.addresses;
  using _files = runFiles(settings, mailroom.addresses, log);
  if (http !== undefined) {
    log.info(`Starting ${http.transport === "tls" ? "https" : "http"} monitor on ${http.hostname}:${http.port}`);
  }
  log.info(`Listening for client connections on ${nats!.hostname}:${nats!.port}`);
  if (tls.store !== undefined) log.info("TLS required for client connections");
  if (ws !== undefined) log.info(`Listening for websocket clients on ${tls.webSocketText(ws)}`);
  log.info("Server is ready");
  await mailroom.done;
  return signals.code;
}

/** What is done at signals, and the exit code that they have led to. */
interface Signals extends Disposable {
  readonly code: number;
}

/** What nats-server does at which signal. A second one to stop ends the program at once. */
function handleSignals(
  mailroom: Mailroom,
  flags: NatsFlags,
  settings: Settings,
  tls: ServerTls,
  log: NatsLog,
): Signals {
  const lameDuck = lameDuckOnSignal(mailroom, settings, log);
  let stopping = false;
  let code = 0;
  const stop = (outcome: number) => () => {
    // Who goes slowly is not hurried by those who only want it to go.
    if (outcome === 1 && lameDuck.leaving) return;
    if (stopping) Deno.exit(1);
    stopping = true;
    code = outcome;
    log.info("Initiating Shutdown...");
    mailroom.shutdown().catch(() => {});
  };
  const handlers: readonly (readonly [Deno.Signal, () => void])[] = [
    ["SIGINT", stop(0)],
    ["SIGTERM", stop(1)],
    ["SIGUSR1", () => log.info("There is no log file to open again")],
    ["SIGHUP", () => reload(mailroom, flags, tls, log)],
  ];
  for (const [name, handler] of handlers) Deno.addSignalListener(name, handler);
  return {
    get code() {
      return code;
    },
    [Symbol.dispose]: () => {
      lameDuck[Symbol.dispose]();
      for (const [name, handler] of handlers) Deno.removeSignalListener(name, handler);
    },
  };
}

function reload(mailroom: Mailroom, flags: NatsFlags, tls: ServerTls, log: NatsLog): void {
  try {
    // What the file does not say any more has its default again.
    const settings = settingsOf(flags);
    reloadSettings(mailroom, settings);
    tls.renew(settings);
    log.info("Reloaded server configuration");
  } catch (error) {
    log.error(`Failed to reload server configuration: ${messageOf(error)}`);
  }
}

/** The answer to `-t`, for a configuration that could be read. */
function checked({ config }: NatsFlags): number {
  if (config === undefined) throw new Error("wanted -c FILE with -t");
  console.error(`nats-server: configuration file ${config} is valid`);
  return 0;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function say(text: string): number {
  console.log(text);
  return 0;
}
