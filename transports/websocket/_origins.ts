import type { RequestHead } from "./_request.ts";

/** Which pages may connect. */
export interface OriginOptions {
  /** Only pages that came from the host and port that they connect to. Default: whether there are no `allowedOrigins`. */
  readonly sameOrigin?: boolean;
  /**
   * Only pages from these, such as `https://example.com`; `null` is a page from a file, `*` is any. With `sameOrigin` a
   * page must be both.
   */
  readonly allowedOrigins?: readonly string[];
}

/** Says whether the page that sends a request may connect. */
export type OriginCheck = (head: RequestHead, secure: boolean) => boolean;

/**
 * Makes the check of origins. Who says nothing of an origin is no page, and may connect.
 *
 * @throws {TypeError} when something that is allowed is no origin
 */
export function originCheck(options: OriginOptions = {}): OriginCheck {
  const { allowedOrigins = [], sameOrigin = allowedOrigins.length === 0 } = options;
  const any = allowedOrigins.length === 0 || allowedOrigins.includes("*");
  const allowed = new Set(allowedOrigins.filter((origin) => origin !== "*").map(checked));
  return ({ headers }, secure) => {
    const origin = headers.get("origin");
    if (origin === undefined) return true;
    const normal = normalized(origin);
    if (normal === undefined) return false;
    if (sameOrigin && normal !== normalized(`${secure ? "https" : "http"}://${headers.get("host")}`)) return false;
    return any || allowed.has(normal);
  };
}

function checked(origin: string): string {
  const normal = normalized(origin);
  if (normal !== undefined) return normal;
  throw new TypeError(`Cannot allow the origin ${JSON.stringify(origin)}: wanted one such as "https://example.com"`);
}

/** Scheme, host and port, where the port of the scheme goes without saying. */
function normalized(origin: string): string | undefined {
  if (origin === "null") return origin;
  const url = URL.parse(origin);
  if (url === null || url.origin === "null" || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return undefined;
  }
  return url.origin;
}
