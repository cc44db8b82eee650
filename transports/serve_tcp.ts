import { dynamicSupervisor } from "../actors/runtime/dynamic_supervisor.ts";
import { supervisor } from "../actors/runtime/supervisor.ts";
import { connection } from "../actors/routing/connection.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../actors/routing/tree.ts";
import { type Arrival, listener } from "../actors/routing/listener.ts";
import { runServer } from "./_run_server.ts";
import type { ServeOptions, Server } from "./server.ts";
import { listenTcp, type TcpAddress } from "./tcp.ts";
import { listenTls } from "./tls.ts";
import type { TlsOptions } from "./tls/tls_options.ts";
import { TlsStore } from "./tls/tls_store.ts";

/** Options of {@linkcode serveTcp}. */
export interface ServeTcpOptions extends ServeOptions {
  /** The most connections at once; the next is closed at once. Default: no limit. */
  readonly maxConnections?: number;
  /** TLS, with a certificate that can be renewed where it is a {@linkcode TlsStore}. Default: none. */
  readonly tls?: TlsOptions | TlsStore;
  /** When TLS begins: at once (`first`, the default), or when the protocol calls `secure` (`later`). */
  readonly handshake?: "first" | "later";
}

/**
 * Serves a protocol over TCP. Every connection is an actor; one that fails ends alone. Needs `--allow-net`.
 *
 * @returns the server, listening already
 * @throws {Deno.errors.AddrInUse} when the port is taken
 * @throws {TypeError} when the certificate or the key cannot be used
 *
 * @example
 * ```ts
 * import { serveTcp } from "@mailroom/mailroom/transports";
 *
 * await using server = serveTcp({
 *   port: 0,
 *   protocol: () => ({
 *     connected: (transport) => {
 *       transport.write("hello\n");
 *       transport.close();
 *     },
 *     received: () => {},
 *   }),
 * });
 * console.log(server.address.port);
 * ```
 */
export function serveTcp(options: ServeTcpOptions): Server {
  const { protocol, maxConnections = Infinity, tls, handshake = "first" } = options;
  const store = tls === undefined ? undefined : TlsStore.of(tls);
  const listen = (address: TcpAddress) =>
    store === undefined ? listenTcp(address) : listenTls({ ...address, tls: store, handshake });
  return runServer(options, listen, (service, open) =>
    supervisor(LISTENER_RESTARTS, (self) => {
      const connections = self.spawn(
        "connections",
        dynamicSupervisor(
          { child: CONNECTION_SPEC },
          ({ socket, protocol }: Arrival) => connection(socket, protocol, service),
        ),
      );
      self.spawn("listener", listener({ open, protocol, connections, service, maxConnections: () => maxConnections }));
    }));
}
