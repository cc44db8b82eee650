import { dialTcp } from "../../transports/tcp.ts";
import { type Address, addressText } from "../address.ts";
import { dial, type DialOptions } from "../dial.ts";
import { NatsClient } from "./nats_client.ts";

/**
 * Connects to a NATS server. Needs the permission to reach it: `--allow-net`.
 *
 * @throws {Error} when the server cannot be reached in time, or refuses
 */
export function connectNats(address: Address, options: DialOptions): Promise<NatsClient> {
  return dial(addressText(address, "nats"), options, async (signal) => {
    const { hostname, port, user, password } = address;
    const socket = await dialTcp({ hostname, port, signal });
    const stop = () => socket.close();
    signal.addEventListener("abort", stop);
    try {
      return await NatsClient.over(socket, { user, password, timeout: options.timeout });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  });
}
