/** Where a server is, and who says so. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
  /** The name that goes with the password; a token where there is no password. */
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/**
 * Reads `HOST`, `HOST:PORT` or `SCHEME://[USER:PASSWORD@]HOST[:PORT]`; `undefined` where it is nothing like that.
 * An address of IPv6 stands in brackets.
 */
export function readAddress(text: string, scheme: string, port: number): Address | undefined {
  const url = URL.parse(text.includes("://") ? text : `${scheme}://${text}`);
  if (url === null || url.protocol !== `${scheme}:` || url.hostname === "" || url.port === "0") return undefined;
  if (!/^\/?$/.test(url.pathname) || url.search !== "" || url.hash !== "") return undefined;
  const [user, password] = [unescaped(url.username), unescaped(url.password)];
  if (user === undefined || password === undefined) return undefined;
  return {
    hostname: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? port : Number(url.port),
    user: user === "" ? undefined : user,
    password: password === "" ? undefined : password,
  };
}

/** An address as text, without what is secret. */
export function addressText({ hostname, port }: Address, scheme: string): string {
  return `${scheme}://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
