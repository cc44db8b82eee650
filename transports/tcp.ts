import { opening } from "./_opening.ts";
import type { Listener, Peer, Socket } from "../actors/routing/socket.ts";

/** Where to listen or whom to dial. */
export interface TcpAddress {
  /** Default `127.0.0.1`. */
  readonly hostname?: string;
  /** From 0 to 65,535; 0 listens on a free one. */
  readonly port: number;
}

/**
 * Listens for TCP connections. Needs the permission to listen: `--allow-net`.
 *
 * @throws {Deno.errors.AddrInUse} when the port is taken
 */
export function listenTcp(address: TcpAddress): Listener {
  const { hostname = "127.0.0.1", port } = address;
  const listener = opening(`tcp://${hostname}:${port}`, () => Deno.listen({ transport: "tcp", hostname, port }));
  return {
    address: tcpPeer(listener.addr),
    accept: async () => new TcpSocket(await listener.accept()),
    close: () => closeQuietly(listener),
  };
}

/**
 * Dials a TCP address. Needs the permission to reach it: `--allow-net`.
 *
 * @throws the host's error, when there is no connection to be had
 */
export async function dialTcp(
  address: TcpAddress & {
    /** Gives up. */
    readonly signal?: AbortSignal;
  },
): Promise<Socket> {
  const { hostname = "127.0.0.1", port, signal } = address;
  return new TcpSocket(
    await Deno.connect({ transport: "tcp", hostname, port, ...signal === undefined ? {} : { signal } }),
  );
}

class TcpSocket implements Socket {
  readonly peer: Peer;
  readonly #conn: Deno.TcpConn;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.peer = tcpPeer(conn.remoteAddr);
    // What is gathered in an outbox is worth a packet of its own at once.
    conn.setNoDelay(true);
  }

  read(buffer: Uint8Array): Promise<number | null> {
    return this.#conn.read(buffer);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  close(): void {
    closeQuietly(this.#conn);
  }
}

function tcpPeer(addr: Deno.Addr): Peer {
  const { hostname, port } = addr as Deno.NetAddr;
  return { transport: "tcp", hostname, port };
}

/** Closing what is closed already is no mistake here. */
function closeQuietly(resource: { close(): void }): void {
  try {
    resource.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
