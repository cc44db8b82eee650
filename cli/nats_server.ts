import { type Mailroom, startMailroom } from "../server/mailroom.ts";
import type { Settings } from "../server/config/settings.ts";
import { loadConfig } from "./load_config.ts";
import { NATS_HELP, type NatsFlags, readNatsFlags } from "./nats_flags.ts";
import { type NatsLog, natsLog } from "./nats_log.ts";
import { removePorts, writePorts } from "./ports_file.ts";
import { connectionLimits, defined, freePort, lineOptions, natsLimits } from "./settings_options.ts";
import { NATS_DEFAULTS, natsLimitsOf } from "../transports/protocols/nats/nats_options.ts";
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
    if (flags.test) return checked(flags);
    log = natsLog({ debug: settings.debug ?? false, trace: settings.trace ?? false });
    return await run(flags, settings, log);
  } catch (error) {
    log.fatal(messageOf(error));
    return 1;
  }
}

/** What the file says, and the flags above it. */
function settingsOf(flags: NatsFlags): Settings {
  const settings = { ...flags.config === undefined ? {} : loadConfig(flags.config), ...flags.settings };
  const { maxPayload, maxPending } = { ...NATS_DEFAULTS, ...natsLimits(settings) };
  if (maxPayload > maxPending) {
    throw new Error(`max_payload (${maxPayload}) cannot be higher than max_pending (${maxPending})`);
  }
  return settings;
}

async function run(flags: NatsFlags, settings: Settings, log: NatsLog): Promise<number> {
  const mailroom = await startMailroom({
    hostname: settings.host ?? HOST,
    log,
    nats: {
      ...natsLimits(settings),
      ...defined({ name: settings.serverName }),
      port: freePort(settings.port || PORT),
      ...settings.trace ? { trace: (cid: number, text: string) => log.trace(`cid:${cid} - <<- ${text}`) } : {},
    },
    ...!settings.httpPort
      ? {}
      : { http: { port: freePort(settings.httpPort), ...defined({ hostname: settings.httpHost }) } },
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
    ...connectionLimits(settings),
  });
  using _signals = signals(mailroom, flags, settings, log);
  const { nats, http } = mailroom.addresses;
  const { pidFile, portsFileDir } = settings;
  if (pidFile !== undefined) attempt(log, "write the process id", () => Deno.writeTextFileSync(pidFile, `${Deno.pid}`));
  if (portsFileDir !== undefined) attempt(log, "write the ports", () => writePorts(portsFileDir, mailroom.addresses));
  if (http !== undefined) log.info(`Starting http monitor on ${http.hostname}:${http.port}`);
  log.info(`Listening for client connections on ${nats!.hostname}:${nats!.port}`);
  log.info("Server is ready");
  try {
    await mailroom.done;
    return 0;
  } finally {
    if (portsFileDir !== undefined) attempt(log, "remove the file of ports", () => removePorts(portsFileDir));
  }
}

/** What nobody must have to serve clients: a failure is only told. */
function attempt(log: NatsLog, what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    log.error(`Cannot ${what}: ${messageOf(error)}`);
  }
}

/** What nats-server does at which signal. A second one to stop ends the program at once. */
function signals(mailroom: Mailroom, flags: NatsFlags, settings: Settings, log: NatsLog): Disposable {
  const { lameDuckGrace: grace, lameDuckDuration: duration } = settings;
  let stopping = false;
  let leaving = false;
  const stop = () => {
    if (stopping) Deno.exit(1);
    stopping = true;
    log.info("Initiating Shutdown...");
    mailroom.shutdown().catch(() => {});
  };
  const handlers: readonly (readonly [Deno.Signal, () => void])[] = [
    ["SIGINT", stop],
    ["SIGTERM", stop],
    ["SIGUSR1", () => log.info("There is no log file to open again")],
    ["SIGUSR2", () => {
      if (leaving) return;
      leaving = true;
      log.info("Entering lame duck mode, stop accepting new clients");
      mailroom.lameDuck(defined({ grace, duration })).catch(() => {});
    }],
    ["SIGHUP", () => reload(mailroom, flags, log)],
  ];
  for (const [name, handler] of handlers) Deno.addSignalListener(name, handler);
  return {
    [Symbol.dispose]: () => {
      for (const [name, handler] of handlers) Deno.removeSignalListener(name, handler);
    },
  };
}

function reload(mailroom: Mailroom, flags: NatsFlags, log: NatsLog): void {
  try {
    // What the file does not say any more has its default again.
    mailroom.limit(natsLimitsOf(natsLimits(settingsOf(flags))));
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
