import { type Listener, type Peer, peerText } from "../actors/routing/socket.ts";
import { listenTcp } from "../transports/tcp.ts";
import { listenTls, type ListenTlsOptions } from "../transports/tls.ts";
import type { TlsOptions } from "../transports/tls/tls_options.ts";
import { TlsStore } from "../transports/tls/tls_store.ts";
import type { Setup } from "./setup.ts";

/** Whether a listener speaks TLS: with options of its own, with those of the server (the default), or not at all. */
export type TlsSetting = TlsOptions | TlsStore | false;

/** What a listener proves itself with: its own, or what all of the server share. */
export function tlsOf(setup: Setup, own: TlsSetting | undefined): TlsStore | undefined {
  const tls = own ?? setup.options.tls;
  return tls === undefined || tls === false ? undefined : TlsStore.of(tls);
}

/** How a listener opens its port: for TLS, where there is a store, in the clear otherwise. Failures are counted and logged. */
export function tcpListener(
  setup: Setup,
  store: TlsStore | undefined,
  options: Pick<ListenTlsOptions, "hostname" | "handshake" | "allowNonTls"> = {},
): (port: number) => Listener {
  const { hostname = setup.hostname } = options;
  if (store === undefined) return (port) => listenTcp({ hostname, port });
  const { counters, log } = setup.shared;
  const failed = (peer: Peer, error: Error, late: boolean) => {
    counters.add(late ? "tls_handshakes_late" : "tls_handshakes_failed");
    log.warn(`${peerText(peer)} is refused: TLS handshake error: ${error.message}`);
  };
  return (port) => listenTls({ ...options, hostname, port, tls: store, failed });
}
