import type { Mailroom } from "../server/mailroom.ts";
import type { Peer } from "../actors/routing/socket.ts";

/**
 * Tells whoever has started the server on free ports which they are: a file of JSON by the name that nats-server uses. It
 * is written whole and renamed into its place.
 */
export function writePorts(directory: string, addresses: Mailroom["addresses"]): void {
  const { nats, http, ws } = addresses;
  const ports = {
    ...nats && { nats: [url("nats", nats)] },
    ...http && { monitoring: [url("http", http)] },
    ...ws && { websocket: [url("ws", ws)] },
  };
  const path = pathOf(directory);
  Deno.writeTextFileSync(`${path}.tmp`, JSON.stringify(ports));
  Deno.renameSync(`${path}.tmp`, path);
}

/** Removes the file again; it may be gone already. */
export function removePorts(directory: string): void {
  try {
    Deno.removeSync(pathOf(directory));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function pathOf(directory: string): string {
  return `${directory}/nats-server_${Deno.pid}.ports`;
}

/** A server that listens everywhere is reached here, too. */
function url(scheme: string, { hostname, port }: Peer): string {
  return `${scheme}://${hostname === "0.0.0.0" || hostname === "::" ? "127.0.0.1" : hostname}:${port}`;
}
