import { dialTcp } from "../../transports/tcp.ts";
import { secureClient } from "../../transports/tls/secure_client.ts";
import type { ClientTlsOptions } from "../../transports/tls/tls_options.ts";
import { dial, type DialOptions } from "../dial.ts";
import type { Credentials } from "./credentials.ts";
import { NatsClient } from "./nats_client.ts";
import { type ServerAddress, serverAddressText } from "./server_address.ts";

/** How a NATS server is connected to. */
export interface ConnectOptions extends DialOptions {
  /** How the server is verified; where there is anything, it must speak TLS. */
  readonly tls?: ClientTlsOptions | undefined;
  /** Who it is that connects. Default: what the address says. */
  readonly credentials?: Credentials;
}

/**
 * Connects to a NATS server, in TLS where the server or the address wants it. Needs the permission to reach it:
 * `--allow-net`.
 *
 * @throws {Error} when the server cannot be reached in time, refuses, or is not who it should be
 */
export function connectNats(address: ServerAddress, options: ConnectOptions): Promise<NatsClient> {
  return dial(serverAddressText(address), options, async (signal) => {
    const { hostname, port } = address;
    const { timeout, tls, credentials = address } = options;
    const { user, password, token, seed }: Credentials = credentials;
    const socket = secureClient(await dialTcp({ hostname, port, signal }), hostname, { timeout, ...tls });
    const stop = () => socket.close();
    signal.addEventListener("abort", stop);
    try {
      return await NatsClient.over(socket, {
        user,
        password,
        token,
        seed,
        timeout,
        secure: address.secure || tls !== undefined,
      });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  });
}
