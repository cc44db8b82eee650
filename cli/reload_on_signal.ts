import type { Log } from "../actors/routing/log.ts";
import type { Settings } from "../server/config/settings.ts";
import type { Mailroom } from "../server/mailroom.ts";
import { MAX_CONNECTIONS } from "../server/options.ts";
import { natsLimitsOf } from "../transports/protocols/nats/nats_options.ts";
import { connectionLimits, natsLimits } from "./settings_options.ts";

/** Reads users, permissions and limits again at SIGHUP; what cannot be used changes nothing. */
export function reloadOnSignal(mailroom: Mailroom, read: () => Settings, log: Log): Disposable {
  if (Deno.build.os === "windows") return { [Symbol.dispose]: () => {} };
  const reload = () => {
    try {
      reloadSettings(mailroom, read());
      log.info("the configuration is read again");
    } catch (error) {
      log.error(`Cannot read the configuration again: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  Deno.addSignalListener("SIGHUP", reload);
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", reload) };
}

/** Has what settings say hold for those who are connected, too. What they do not say any more has its default again. */
export function reloadSettings(mailroom: Mailroom, settings: Settings): void {
  const limits = natsLimitsOf(natsLimits(settings));
  mailroom.reauthorize(connectionLimits(settings).auth ?? {});
  mailroom.limit({ ...limits, maxConnections: settings.maxConnections ?? MAX_CONNECTIONS });
}
