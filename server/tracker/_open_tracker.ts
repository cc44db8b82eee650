import type { DatagramSocket, Listener } from "../../actors/routing/socket.ts";
import { type FirstOpened, firstOpened } from "../../transports/first_opened.ts";
import { listenTcp } from "../../transports/tcp.ts";
import { listenUdp } from "../../transports/udp.ts";

/** The addresses of a tracker, open already. */
export interface Opened {
  readonly tcp: FirstOpened<Listener>;
  readonly udp: FirstOpened<DatagramSocket> | undefined;
}

/** How often a free port is looked for that is free over both. */
const ATTEMPTS = 20;

/** Opens the addresses, both with the same port; where one cannot be had, the other is closed. */
export function openTracker(options: {
  readonly port: number;
  readonly hostname?: string;
  readonly udp?: boolean;
}): Opened {
  const { port, hostname = "127.0.0.1", udp = true } = options;
  for (let attempt = 1;; attempt++) {
    const tcp = firstOpened((port) => listenTcp({ hostname, port }), port);
    if (!udp) return { tcp, udp: undefined };
    try {
      return { tcp, udp: firstOpened((port) => listenUdp({ hostname, port }), tcp.address.port) };
    } catch (error) {
      tcp.close();
      // Some program has this very port over UDP alone; the next free one will do as well.
      const taken = error instanceof Error && error.name === "AddrInUse";
      if (port !== 0 || !taken || attempt === ATTEMPTS) throw error;
    }
  }
}
