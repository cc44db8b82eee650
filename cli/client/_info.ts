/** What a server says of itself, as far as it matters here. */
export interface ServerInfo {
  readonly headers: boolean;
  /** In bytes, headers included. */
  readonly maxPayload: number;
  /** Whether it speaks only in TLS. */
  readonly tls: boolean;
  /** Whether it speaks TLS with those who begin it. */
  readonly tlsAvailable: boolean;
  /** What it wants to have signed by those who have a key. */
  readonly nonce: string | undefined;
}

/** Reads the words behind `INFO`. */
export function readInfo(json: string): ServerInfo {
  let info: Record<string, unknown> | null;
  try {
    info = JSON.parse(json);
  } catch {
    throw new Error(
      `Cannot read what the server says of itself: wanted JSON, got ${JSON.stringify(json.slice(0, 100))}`,
    );
  }
  const most = info?.["max_payload"];
  const nonce = info?.["nonce"];
  return {
    headers: info?.["headers"] === true,
    maxPayload: typeof most === "number" && most >= 0 ? most : Infinity,
    tls: info?.["tls_required"] === true,
    tlsAvailable: info?.["tls_available"] === true,
    nonce: typeof nonce === "string" ? nonce : undefined,
  };
}
