/** Where a hub is, and who to be there. */
export interface LeafAddress {
  readonly hostname: string;
  readonly port: number;
  /** Whether TLS is wanted, whatever the hub says. */
  readonly secure: boolean;
  /** The name that its certificate must have. */
  readonly tlsName: string;
  readonly credentials: UrlCredentials;
}

/** What a URL may say of who dials. */
export interface UrlCredentials {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/** Where hubs listen for leaf nodes. */
const PORT = 7_422;
const SCHEMES: readonly string[] = ["nats:", "nats-leaf:", "leafnode:", "tls:"];

/**
 * Reads the address of a hub: `nats://HOST:7422`, `tls://HOST`, `USER:PASSWORD@` before the host, or just `HOST:PORT`.
 *
 * @throws {TypeError} when it is none; the text of the error has no secret
 */
export function leafAddress(text: string): LeafAddress {
  const url = parse(text.includes("://") ? text : `nats://${text}`);
  if (url === undefined || !SCHEMES.includes(url.protocol) || url.hostname === "" || url.pathname.length > 1) {
    throw new TypeError(`Cannot use the hub ${JSON.stringify(withoutSecrets(text))}: wanted nats://HOST:7422`);
  }
  const user = decoded(url.username);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    hostname,
    port: url.port === "" ? PORT : Number(url.port),
    secure: url.protocol === "tls:",
    tlsName: hostname,
    credentials: user === "" ? {} : url.password === "" ? { token: user } : { user, password: decoded(url.password) },
  };
}

/** An address for people to read: without who dials. */
export function addressText({ hostname, port, secure }: LeafAddress): string {
  return `${secure ? "tls" : "nats"}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutSecrets(text: string): string {
  return text.replace(/^([^/]*:\/\/)?.*@/, "$1");
}
