import type { Settings } from "../server/config/settings.ts";
import type { ClientTlsOptions } from "../transports/tls/tls_options.ts";
import { type Flag, flag, switched, text, type Values } from "./flags.ts";
import { readPem } from "./server_tls.ts";
import { UsageError } from "./usage_error.ts";

type File = Flag<string | undefined>;

/** The flags of a server's TLS. */
export const SERVER_TLS_FLAGS = {
  "tls-cert": flag<string | undefined>(text, "FILE", "certificate, in PEM: TLS for all that is TCP", undefined) as File,
  "tls-key": flag<string | undefined>(text, "FILE", "its key, in PEM", undefined) as File,
  "tls-ca": flag<string | undefined>(text, "FILE", "authorities of clients' certificates, in PEM", undefined) as File,
  "tls-verify": switched("only clients with a certificate"),
};

/** The flags of a client's TLS. */
export const CLIENT_TLS_FLAGS = {
  "tls-ca": flag<string | undefined>(
    text,
    "FILE",
    "authorities to trust, in PEM; TLS is wanted then",
    undefined,
  ) as File,
  "tls-cert": flag<string | undefined>(text, "FILE", "certificate to show, in PEM", undefined) as File,
  "tls-key": flag<string | undefined>(text, "FILE", "its key, in PEM", undefined) as File,
};

/** The settings with the flags above them. A certificate given by flag is for the pages, too. */
export function withTlsFlags(flags: Values<typeof SERVER_TLS_FLAGS>, settings: Settings): Settings {
  const { "tls-cert": certFile, "tls-key": keyFile, "tls-ca": caFile, "tls-verify": verify } = flags;
  if (certFile === undefined && keyFile === undefined && caFile === undefined && !verify) return settings;
  const tls = {
    ...settings.tls,
    ...certFile === undefined ? {} : { certFile },
    ...keyFile === undefined ? {} : { keyFile },
    ...caFile === undefined ? {} : { caFile },
    ...verify ? { verify: "required" as const } : {},
  };
  if (tls.certFile === undefined || tls.keyFile === undefined) {
    throw new UsageError("Cannot begin with TLS: wanted --tls-cert with --tls-key");
  }
  if (verify && tls.caFile === undefined) throw new UsageError("Cannot use --tls-verify without --tls-ca");
  return { ...settings, tls, https: settings.https === true || certFile !== undefined };
}

/** What a client's flags ask for; nothing, where there are none. */
export function clientTls(flags: Values<typeof CLIENT_TLS_FLAGS>): ClientTlsOptions | undefined {
  const { "tls-ca": ca, "tls-cert": cert, "tls-key": key } = flags;
  if (ca === undefined && cert === undefined && key === undefined) return undefined;
  if ((cert === undefined) !== (key === undefined)) throw new UsageError("Cannot use --tls-cert without --tls-key");
  return {
    ...ca === undefined ? {} : { ca: readPem(ca, "authorities' certificates") },
    ...cert === undefined ? {} : { cert: readPem(cert, "certificate") },
    ...key === undefined ? {} : { key: readPem(key, "key") },
  };
}
