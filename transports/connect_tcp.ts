import { connection } from "../actors/routing/connection.ts";
import { Counters } from "../actors/routing/counters.ts";
import { silent } from "../actors/routing/log.ts";
import type { ProtocolFactory } from "../actors/routing/protocol.ts";
import { limitsOf } from "../actors/routing/service.ts";
import type { Peer } from "../actors/routing/socket.ts";
import { CONNECTION_SPEC } from "../actors/routing/tree.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import { System } from "../actors/runtime/system.ts";
import type { ServeOptions } from "./server.ts";
import { dialTcp } from "./tcp.ts";
import { dialTls } from "./tls.ts";
import type { ClientTlsOptions } from "./tls/tls_options.ts";

/** Options of {@linkcode connectTcp}. */
export interface ConnectTcpOptions extends Omit<ServeOptions, "port" | "protocol"> {
  /** From 1 to 65,535. */
  readonly port: number;
  /** Makes the protocol of this end, once there is a connection. */
  readonly protocol: ProtocolFactory;
  /** Makes the connection secure; the server's name is verified. Default: it is not encrypted. */
  readonly tls?: ClientTlsOptions;
}

/** A connection that was dialled. Disposing it is closing it. */
export interface ClientConnection extends AsyncDisposable {
  /** Who is at the other end. */
  readonly peer: Peer;
  /** Resolves when it is over; why, the protocol is told. */
  readonly done: Promise<void>;
  /** Sends what is queued, then closes it. Calling it again joins the first. */
  shutdown(): Promise<void>;
}

/**
 * Dials a TCP address and runs a protocol there: the other half of {@linkcode serveTcp}, Twisted's `connectTCP`. The
 * connection is an actor. Needs `--allow-net`.
 *
 * @returns the connection, open already
 * @throws the host's error, such as `Deno.errors.ConnectionRefused`, when there is no connection to be had, or an error that
 *   says why a server is not who it should be
 * @throws what the protocol's factory throws
 *
 * @example
 * ```ts
 * import { connectTcp, serveTcp, type Transport } from "@mailroom/mailroom/transports";
 *
 * await using server = serveTcp({
 *   port: 0,
 *   protocol: () => ({ connected: (transport) => void transport.write("hello\n"), received: () => {} }),
 * });
 * const heard = Promise.withResolvers<string>();
 * await using _connection = await connectTcp({
 *   port: server.address.port,
 *   protocol: () => ({ received: (chunk) => heard.resolve(new TextDecoder().decode(chunk)) }),
 * });
 * console.log(await heard.promise);
 * ```
 */
export async function connectTcp(options: ConnectTcpOptions): Promise<ClientConnection> {
  const { hostname = "127.0.0.1", port, signal, log = silent } = options;
  const service = { counters: new Counters(), log, limits: limitsOf(options.limits) };
  const address = { hostname, port, ...signal === undefined ? {} : { signal } };
  const socket = await (options.tls === undefined ? dialTcp(address) : dialTls({ ...options.tls, ...address }));
  let ref: Ref<never>;
  let system = options.system;
  try {
    // Made here, so that what it throws is the caller's to see.
    const protocol = options.protocol(socket.peer);
    system ??= new System();
    ref = system.spawn(connection(socket, () => protocol, service), CONNECTION_SPEC) as Ref<never>;
  } catch (error) {
    socket.close();
    throw error;
  }
  const home = system;
  const done = home.stopped(ref).then(async () => {
    // It may have been stopped before it had started.
    socket.close();
    signal?.removeEventListener("abort", stop);
    if (options.system === undefined) await home.shutdown();
  });
  const shutdown = () => {
    home.stop(ref);
    return done;
  };
  function stop(): void {
    shutdown();
  }
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return { peer: socket.peer, done, shutdown, [Symbol.asyncDispose]: shutdown };
}
