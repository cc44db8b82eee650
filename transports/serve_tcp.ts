import { dynamicSupervisor } from "../actors/runtime/dynamic_supervisor.ts";
import { supervisor } from "../actors/runtime/supervisor.ts";
import { connection } from "../actors/routing/connection.ts";
import { CONNECTION_SPEC, LISTENER_RESTARTS } from "../actors/routing/tree.ts";
import { type Arrival, listener } from "../actors/routing/listener.ts";
import { runServer } from "./_run_server.ts";
import type { ServeOptions, Server } from "./server.ts";
import { listenTcp } from "./tcp.ts";

/** Options of {@linkcode serveTcp}. */
export interface ServeTcpOptions extends ServeOptions {
  /** The most connections at once; the next is closed at once. Default: no limit. */
  readonly maxConnections?: number;
}

/**
 * Serves a protocol over TCP. Every connection is an actor; one that fails ends alone. Needs `--allow-net`.
 *
 * @returns the server, listening already
 * @throws {Deno.errors.AddrInUse} when the port is taken
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
  const { protocol, maxConnections = Infinity } = options;
  return runServer(options, listenTcp, (service, open) =>
    supervisor(LISTENER_RESTARTS, (self) => {
      const connections = self.spawn(
        "connections",
        dynamicSupervisor(
          { child: CONNECTION_SPEC },
          ({ socket, protocol }: Arrival) => connection(socket, protocol, service),
        ),
      );
      self.spawn("listener", listener({ open, protocol, connections, service, maxConnections }));
    }));
}
