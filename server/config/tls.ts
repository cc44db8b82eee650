import { address, block, type Keys, number, onOff, PORT, type Read, text, time, unsupported } from "./kinds.ts";
import type { Settings } from "./settings.ts";

/** TLS, as a configuration file has it. */
export interface TlsSettings {
  certFile?: string;
  keyFile?: string;
  caFile?: string;
  verify?: "none" | "optional" | "required";
  /** Whether the client's certificate says which user it is. */
  map?: boolean;
  minVersion?: "1.2" | "1.3";
  /** Milliseconds. */
  timeout?: number;
  handshakeFirst?: boolean;
}

const verify: Read<TlsSettings> = (into, value, at) => {
  if (value.value === "optional") into.verify = "optional";
  else onOff<TlsSettings>((into, on) => into.verify = on ? "required" : "none")(into, value, at);
};

const KEYS: Keys<TlsSettings> = {
  cert_file: text((into, file) => into.certFile = file),
  key_file: text((into, file) => into.keyFile = file),
  ca_file: text((into, file) => into.caFile = file),
  verify,
  verify_and_map: onOff((into, on) => {
    into.map = on;
    if (on) into.verify = "required";
  }),
  min_version: (into, { value }, { fail }) => {
    if (value !== "1.2" && value !== "1.3" && value !== 1.2 && value !== 1.3) throw fail('"1.2" or "1.3"');
    into.minVersion = `${value}`;
  },
  timeout: time((into, span) => into.timeout = span, 1),
  handshake_first: onOff((into, on) => into.handshakeFirst = on),
  first: onOff((into, on) => into.handshakeFirst = on),
  cipher_suites: unsupported,
  curve_preferences: unsupported,
  pinned_certs: unsupported,
  connection_rate_limit: unsupported,
  verify_cert_and_check_known_urls: unsupported,
};

/** The block `tls` of whatever has one: it names a certificate and its key. */
export function tlsBlock<T extends { tls?: TlsSettings }>(): Read<T> {
  const whole = block<T, TlsSettings>(() => KEYS, (into) => into.tls ??= {});
  return (into, value, at) => {
    whole(into, value, at);
    const { certFile, keyFile, caFile, verify = "none" } = into.tls!;
    if (certFile === undefined || keyFile === undefined) throw at.fail("cert_file and key_file in it");
    if (verify !== "none" && caFile === undefined) throw at.fail("ca_file in it, to verify clients with");
  };
}

/** The keys of TLS outside of blocks. */
export const TLS_KEYS: Keys<Settings> = {
  tls: tlsBlock(),
  allow_non_tls: onOff((into, on) => into.allowNonTls = on),
  https: address((into, host, port) => {
    into.httpPort = port;
    into.https = true;
    if (host !== undefined) into.httpHost = host;
  }),
  https_port: number((into, port) => {
    into.httpPort = port;
    into.https = true;
  }, ...PORT),
};
