import {
  type ClientTlsOptions,
  dialTls,
  type Listener,
  listenTls,
  type ListenTlsOptions,
  type Socket,
  type TlsOptions,
  TlsStore,
} from "../../transports/mod.ts";
import { Authority } from "../_certificates.ts";
import { within } from "../_within.ts";

export const authority = await Authority.make();
export const stranger = await Authority.make("Another CA");
export const server = await authority.sign();
export const alice = await authority.sign({
  subject: "/O=Org/CN=alice",
  names: "DNS:alice.example.com,email:alice@example.com,URI:spiffe://example.com/alice",
});
export const expired = await authority.sign({ subject: "/CN=old", days: -1 });
export const mallory = await stranger.sign({ subject: "/CN=alice" });
export const ca = authority.cert;

/** A listener, and what it says of handshakes that failed. */
export function listening(tls: Partial<TlsOptions> | TlsStore = {}, options: Partial<ListenTlsOptions> = {}) {
  const failures: { error: string; late: boolean }[] = [];
  const listener = listenTls({
    port: 0,
    tls: tls instanceof TlsStore ? tls : { ...server, ...tls },
    failed: (_peer, error, late) => failures.push({ error: error.message, late }),
    ...options,
  });
  return { listener, failures, [Symbol.dispose]: () => listener.close() };
}

/** A connection over the loopback: the client's end, and the server's. */
export async function connected(listener: Listener, options: ClientTlsOptions = {}): Promise<[Socket, Socket]> {
  const accepting = listener.accept();
  const near = await dialTls({ port: listener.address.port, ca, ...options });
  return [near, await accepting];
}

export async function say(socket: Socket, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += await socket.write(bytes.subarray(at));
}

export async function hear(socket: Socket): Promise<string | null> {
  const buffer = new Uint8Array(1_024);
  const size = await within(socket.read(buffer), "bytes");
  return size === null ? null : new TextDecoder().decode(buffer.subarray(0, size));
}
