import type { ClientTlsOptions } from "../transports/tls/tls_options.ts";

/**
 * Opens a connection whose two directions end one by one; with `tls` a secure one, when the server has proved who it is.
 *
 * @throws the host's error, when there is none to be had
 */
export async function openConnection(
  { hostname, port }: { readonly hostname: string; readonly port: number },
  tls: ClientTlsOptions | undefined,
  signal: AbortSignal,
): Promise<Deno.Conn> {
  if (tls === undefined) return await Deno.connect({ transport: "tcp", hostname, port, signal });
  const { ca, cert, key } = tls;
  const conn = await Deno.connectTls({
    hostname,
    port,
    ...ca === undefined ? {} : { caCerts: [ca] },
    ...cert === undefined || key === undefined ? {} : { cert, key },
  });
  const shaken = conn.handshake();
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    await Promise.race([shaken, stopped.promise]);
    return conn;
  } catch (error) {
    conn.close();
    shaken.catch(() => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
