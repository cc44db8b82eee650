import type { Settings } from "../server/config/settings.ts";
import type { NatsFlags } from "./nats_flags.ts";

/** What a file says, and the flags above it; of TLS, each flag by itself. */
export function withNatsTls(file: Settings, { settings: given, tls: flags, tlsOn }: NatsFlags): Settings {
  const { tls: inFile, ...settings } = { ...file, ...given };
  if (tlsOn === false) return settings;
  const tls = { ...inFile, ...flags };
  if (tlsOn === undefined && Object.keys(tls).length === 0) return settings;
  if (tls.certFile === undefined) throw new Error("TLS Server certificate must be present and valid");
  if (tls.keyFile === undefined) throw new Error("TLS Server private key must be present and valid");
  return { ...settings, tls };
}
