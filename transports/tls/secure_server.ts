import type { Peer, Socket } from "../../actors/routing/socket.ts";
import { Deadline, greetClient, HandshakeTimeout } from "./_handshake.ts";
import { PrefixedSocket } from "./_prefixed_socket.ts";
import type { TlsStore } from "./tls_store.ts";
import { UpgradableSocket } from "./_upgradable.ts";

/** The first byte of every handshake, and of nothing that people or NATS clients say. */
const HANDSHAKE = 0x16;

/** What a server does with the sockets that it accepts. */
export interface SecureServerOptions {
  /** The certificate, and what is wanted of clients. */
  readonly store: TlsStore;
  /** Whether clients may go on in the clear: what they say first tells; those who say nothing in time do. Default `false`. */
  readonly allowNonTls?: boolean;
  /** Told of each handshake that failed, and whether it was only late. Default: nobody. */
  readonly failed?: (peer: Peer, error: Error, late: boolean) => void;
}

/**
 * The server's end of a connection that goes on in TLS when its `secure` is called: what is written before goes out in the
 * clear. Reads and writes wait for the handshake; where it fails or takes too long, they reject and the socket is closed.
 * Nothing is said to a client that speaks something else.
 */
export function secureServer(plain: Socket, options: SecureServerOptions): Socket {
  const { store, allowNonTls = false, failed } = options;
  return new UpgradableSocket(plain, async () => {
    using deadline = new Deadline(store.timeout);
    try {
      if (!allowNonTls) return await greetClient(plain, store, deadline);
      const first = peek(plain);
      // Who has said nothing in time may only have nothing to say.
      const begun = await Promise.race([first, deadline.over.catch(() => undefined)]);
      if (begun?.[0] !== HANDSHAKE) return new PrefixedSocket(plain, first);
      return await greetClient(plain, store, deadline, begun);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      failed?.(plain.peer, error, error instanceof HandshakeTimeout);
      throw error;
    }
  });
}

/** What comes first; nothing, where nothing comes any more. */
async function peek(socket: Socket): Promise<Uint8Array> {
  const buffer = new Uint8Array(512);
  return buffer.subarray(0, await socket.read(buffer) ?? 0);
}
