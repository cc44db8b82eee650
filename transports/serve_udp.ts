import { supervisor } from "../actors/runtime/supervisor.ts";
import { type Admission, datagramPeers } from "../actors/routing/datagram_peers.ts";
import { datagrams } from "../actors/routing/datagrams.ts";
import { LISTENER_RESTARTS } from "../actors/routing/tree.ts";
import { runServer } from "./_run_server.ts";
import type { ServeOptions, Server } from "./server.ts";
import { listenUdp } from "./udp.ts";

/** Options of {@linkcode serveUdp}. */
export interface ServeUdpOptions extends ServeOptions {
  /** Silence after which an address is forgotten, in milliseconds. Default 60,000. */
  readonly idle?: number;
  /** The most addresses at once; new ones are ignored then. Default 10,000. */
  readonly maxPeers?: number;
  /** Who becomes a peer. Default: everybody, at once; the sender of a datagram can be forged, so answer with care. */
  readonly admission?: Admission;
}

/**
 * Serves a protocol over UDP. Each address that sends something is an actor with a protocol of its own, which gets each
 * datagram as one chunk, and goes after `idle` milliseconds of silence. Needs `--allow-net` and `--unstable-net`.
 *
 * @returns the server, listening already
 * @throws {TypeError} when Deno was started without `--unstable-net`
 * @throws {Deno.errors.AddrInUse} when the port is taken
 *
 * @example
 * ```ts
 * import { serveUdp, type Transport } from "@mailroom/mailroom/transports";
 *
 * await using server = serveUdp({
 *   port: 0,
 *   protocol: () => {
 *     let transport: Transport;
 *     return {
 *       connected: (t) => void (transport = t),
 *       received: (datagram) => void transport.write(datagram),
 *     };
 *   },
 * });
 * console.log(server.address.port);
 * ```
 */
export function serveUdp(options: ServeUdpOptions): Server {
  const { protocol, idle = 60_000, maxPeers = 10_000, admission } = options;
  return runServer(options, listenUdp, (service, open) =>
    supervisor(LISTENER_RESTARTS, (self) => {
      const parts = { protocol, service, idle, maxPeers, ...admission === undefined ? {} : { admission } };
      const peers = self.spawn("peers", datagramPeers(parts), { shutdown: 5_000 });
      self.spawn("listener", datagrams({ open, peers, service }));
    }));
}
