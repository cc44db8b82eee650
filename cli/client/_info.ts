/** What a server says of itself, as far as it matters here. */
export interface ServerInfo {
  readonly headers: boolean;
  /** In bytes, headers included. */
  readonly maxPayload: number;
  /** Whether it speaks only in TLS. */
  readonly tls: boolean;
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
  return {
    headers: info?.["headers"] === true,
    maxPayload: typeof most === "number" && most >= 0 ? most : Infinity,
    tls: info?.["tls_required"] === true,
  };
}
