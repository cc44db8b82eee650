import { NATS_ERRORS } from "./errors.ts";
import { ANNOUNCED_VERSION, infoLine } from "./info.ts";
import { type NatsLimits, natsLimitsOf, type NatsServer } from "./nats_options.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * What a server says of itself and holds its clients to.
 *
 * @throws {RangeError} when a limit is out of range
 */
export function natsServer(
  address: { readonly hostname: string; readonly port: number; readonly name?: string },
  limits: Partial<NatsLimits> = {},
): NatsServer {
  const full = natsLimitsOf(limits);
  const id = serverId();
  return {
    limits: full,
    info: {
      server_id: id,
      server_name: address.name ?? id,
      version: ANNOUNCED_VERSION,
      proto: 1,
      go: "none",
      host: address.hostname,
      port: address.port,
      headers: true,
      max_payload: full.maxPayload,
    },
  };
}

/** What a client hears that cannot be taken in. */
export function refusalText({ info }: NatsServer): string {
  return `${infoLine(info, { client_id: 0, client_ip: "" })}-ERR '${NATS_ERRORS.connections}'\r\n`;
}

/** An id in the form of the originals: an N and 55 letters and digits. */
function serverId(): string {
  return "N" + Array.from(crypto.getRandomValues(new Uint8Array(55)), (byte) => LETTERS[byte & 31]).join("");
}
