import { opening } from "./_opening.ts";
import type { DatagramSocket, Peer } from "../actors/routing/socket.ts";

/** Where to listen. */
export interface UdpAddress {
  /** Default `127.0.0.1`. */
  readonly hostname?: string;
  /** From 0 to 65,535; 0 takes a free one. */
  readonly port: number;
}

/**
 * Listens for UDP datagrams. Needs `--allow-net`, and `"unstable": ["net"]` in the program's deno.json or the flag
 * `--unstable-net`.
 *
 * @throws {TypeError} when that flag is not set
 * @throws {Deno.errors.AddrInUse} when the port is taken
 */
export function listenUdp(address: UdpAddress): DatagramSocket {
  const { hostname = "127.0.0.1", port } = address;
  if (typeof Deno.listenDatagram !== "function") {
    throw new TypeError(
      `Cannot listen on udp://${hostname}:${port}: wanted Deno started with --unstable-net or "unstable": ["net"] in deno.json`,
    );
  }
  const socket = opening(`udp://${hostname}:${port}`, () => Deno.listenDatagram({ transport: "udp", hostname, port }));
  return {
    address: udpPeer(socket.addr),
    receive: async (buffer) => {
      const [bytes, from] = await socket.receive(buffer);
      return { size: bytes.length, from: udpPeer(from) };
    },
    send: async (bytes, to) => {
      await socket.send(bytes, { transport: "udp", hostname: to.hostname, port: to.port });
    },
    close: () => {
      try {
        socket.close();
      } catch (error) {
        if (!(error instanceof Deno.errors.BadResource)) throw error;
      }
    },
  };
}

function udpPeer(addr: Deno.Addr): Peer {
  const { hostname, port } = addr as Deno.NetAddr;
  return { transport: "udp", hostname, port };
}
