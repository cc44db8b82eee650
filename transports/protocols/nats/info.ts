/** What a server says of itself in `INFO`. */
export interface ServerInfo {
  readonly server_id: string;
  readonly server_name: string;
  readonly version: string;
  readonly proto: 1;
  readonly go: string;
  readonly host: string;
  readonly port: number;
  readonly headers: boolean;
  readonly max_payload: number;
  readonly auth_required?: true;
  readonly tls_required?: true;
  readonly tls_verify?: true;
  readonly tls_available?: true;
  readonly connect_urls?: readonly string[];
  /** Set when the server is about to go: clients look for another. */
  readonly ldm?: true;
}

/** What one connection is told besides. */
export interface ClientInfo {
  readonly client_id: number;
  readonly client_ip: string;
  readonly nonce?: string;
  readonly auth_required?: true;
}

let last: ServerInfo | undefined = undefined;
let beginning = "";

/** The line of `INFO`. What the server says of itself is the same for many clients. */
export function infoLine(server: ServerInfo, client: ClientInfo): string {
  if (server !== last) {
    last = server;
    beginning = `INFO ${JSON.stringify(server).slice(0, -1)}`;
  }
  return `${beginning},${JSON.stringify(client).slice(1)}\r\n`;
}

/**
 * The version that is announced: clients switch features on and off by it, so it is that of the server whose behaviour is
 * spoken here.
 */
export const ANNOUNCED_VERSION = "2.9.10";
