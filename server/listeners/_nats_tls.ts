import type { Listener } from "../../actors/routing/socket.ts";
import type { ServerInfo } from "../../transports/protocols/nats/info.ts";
import type { MailroomOptions } from "../options.ts";
import type { Setup } from "../setup.ts";
import { tcpListener, tlsOf } from "../tls.ts";

/** How NATS clients are listened for, and what `INFO` says of it. */
export function natsTls(setup: Setup, nats: NonNullable<MailroomOptions["nats"]>): {
  readonly listen: (port: number) => Listener;
  readonly info: Partial<ServerInfo>;
} {
  const { tls, tlsFirst = false, allowNonTls = false } = nats;
  if (tlsFirst && allowNonTls) {
    throw new TypeError(
      "Cannot begin with TLS and allow clients without it: wanted only one of tlsFirst and allowNonTls",
    );
  }
  const store = tlsOf(setup, tls);
  const listen = tcpListener(setup, store, { handshake: tlsFirst ? "first" : "later", allowNonTls });
  if (store === undefined) return { listen, info: {} };
  const verified = store.verify === "required" ? { tls_verify: true as const } : {};
  return { listen, info: { ...allowNonTls ? { tls_available: true } : { tls_required: true }, ...verified } };
}
