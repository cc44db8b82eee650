import type { Socket } from "../../actors/routing/socket.ts";
import { certificates, checkPair } from "./_pem.ts";
import { Deadline, greetServer } from "./_handshake.ts";
import type { ClientTlsOptions } from "./tls_options.ts";
import { UpgradableSocket } from "./_upgradable.ts";

/**
 * The client's end of a connection that goes on in TLS when its `secure` is called, as some servers want it after they have
 * said something in the clear. The server's certificate must be good and have the name `hostname`, or `serverName`.
 *
 * @throws {TypeError} when the certificates or the key cannot be used
 */
export function secureClient(plain: Socket, hostname: string, options: ClientTlsOptions = {}): Socket {
  checkClientTls(options);
  return new UpgradableSocket(plain, async () => {
    using deadline = new Deadline(options.timeout ?? 5_000);
    return await greetServer(plain, hostname, options, deadline);
  });
}

/** Throws a TypeError when the certificates or the key cannot be used. */
export function checkClientTls({ ca, cert, key }: ClientTlsOptions): void {
  if (ca !== undefined) certificates(ca, "authorities' certificates");
  if ((cert === undefined) !== (key === undefined)) {
    throw new TypeError(`Cannot use a ${cert === undefined ? "key" : "certificate"} alone: wanted both or none`);
  }
  if (cert !== undefined) checkPair(cert, key!);
}
