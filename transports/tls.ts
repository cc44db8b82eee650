import type { Listener, Socket } from "../actors/routing/socket.ts";
import { dialTcp, listenTcp, type TcpAddress } from "./tcp.ts";
import { secureClient } from "./tls/secure_client.ts";
import { secureServer, type SecureServerOptions } from "./tls/secure_server.ts";
import type { ClientTlsOptions, TlsOptions } from "./tls/tls_options.ts";
import { TlsStore } from "./tls/tls_store.ts";

/** Options of {@linkcode listenTls}. */
export interface ListenTlsOptions extends TcpAddress, Omit<SecureServerOptions, "store"> {
  /** The certificate, and what is wanted of clients; a {@linkcode TlsStore} can be renewed. */
  readonly tls: TlsOptions | TlsStore;
  /**
   * When the handshake comes: before anything else (`first`, the default), or when the socket's `secure` is called
   * (`later`), as protocols want it that begin in the clear.
   */
  readonly handshake?: "first" | "later";
}

/**
 * Listens for TCP connections that are, or become, encrypted. A connection is accepted before its handshake, which holds up
 * nobody else: reads and writes wait for it, and reject when it fails or takes too long. Needs `--allow-net`.
 *
 * @throws {TypeError} when the certificate or the key cannot be used
 * @throws {Deno.errors.AddrInUse} when the port is taken
 */
export function listenTls(options: ListenTlsOptions): Listener {
  const { tls, handshake = "first", hostname, port, ...rest } = options;
  const server = { ...rest, store: TlsStore.of(tls) };
  const listener = listenTcp({ port, ...hostname === undefined ? {} : { hostname } });
  const address = rest.allowNonTls === true ? listener.address : { ...listener.address, transport: "tls" as const };
  return {
    address,
    accept: async () => {
      const socket = secureServer(await listener.accept(), server);
      // Whoever reads or writes hears of a failure.
      if (handshake === "first") socket.secure!().catch(() => {});
      return socket;
    },
    close: () => listener.close(),
  };
}

/**
 * Dials a TCP address and makes the connection secure: resolves after the handshake. The server's certificate must be good
 * and have the name that was dialled, or `serverName`; there is no way around that. Needs `--allow-net`.
 *
 * @throws {TypeError} when the certificates or the key cannot be used
 * @throws {Error} when there is no connection to be had, or the server is not who it should be
 */
export async function dialTls(
  address: TcpAddress & ClientTlsOptions & {
    /** Gives up, in the handshake too. */
    readonly signal?: AbortSignal;
  },
): Promise<Socket> {
  const { hostname = "127.0.0.1", port, signal, ...tls } = address;
  const plain = await dialTcp({ hostname, port, ...signal === undefined ? {} : { signal } });
  const stop = () => plain.close();
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    const socket = secureClient(plain, hostname, tls);
    await socket.secure!();
    return socket;
  } catch (error) {
    plain.close();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
