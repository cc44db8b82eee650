import { connectionLimits } from "../../cli/settings_options.ts";
import { type Mailroom, type MailroomOptions, startMailroom } from "../../mod.ts";
import { parseConfig } from "../../server/config/parse.ts";
import { readSettings } from "../../server/config/schema.ts";

/** A server of ours with what a configuration file says of users. Whoever is refused may try again at once. */
export function startConfigured(config: string, options: MailroomOptions = {}): Promise<Mailroom> {
  const { auth, accounts } = connectionLimits(readSettings(parseConfig(config, "test.conf")));
  return startMailroom({
    nats: { port: 0 },
    ...auth === undefined ? {} : { auth: { ...auth, maxFailures: Infinity } },
    ...accounts === undefined ? {} : { accounts },
    ...options,
  });
}
