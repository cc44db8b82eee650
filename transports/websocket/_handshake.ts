import type { OriginCheck } from "./_origins.ts";
import { lists, type RequestHead } from "./_request.ts";

const encoder = new TextEncoder();
/** What RFC 6455 puts behind the key. */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const PHRASES = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  431: "Request Header Fields Too Large",
} as const;

/** Why a request does not become a WebSocket: the status of the answer, and words for a log. */
export interface Rejection {
  readonly status: keyof typeof PHRASES;
  readonly why: string;
}

/** What is wrong with a request; `undefined` where it may become a WebSocket. In the order in which nats-server looks. */
export function rejection(head: RequestHead, secure: boolean, allowed: OriginCheck): Rejection | undefined {
  const bad = (why: string): Rejection => ({ status: 400, why });
  if (head.method !== "GET") return { status: 405, why: "the method is not GET" };
  if (!head.headers.get("host")) return bad("there is no host");
  if (!lists(head, "upgrade", "websocket")) return bad("it does not upgrade to websocket");
  if (!lists(head, "connection", "upgrade")) return bad("it does not upgrade the connection");
  if (!KEY.test(head.headers.get("sec-websocket-key") ?? "")) return bad("there is no key");
  if (!lists(head, "sec-websocket-version", "13")) return bad("the version is not 13");
  if (!allowed(head, secure)) return { status: 403, why: "the origin is not allowed" };
  return undefined;
}

/** The answer to a request that is refused. */
export function refusalAnswer({ status }: Rejection): Uint8Array {
  const text = `${PHRASES[status]}\n`;
  return encoder.encode([
    `HTTP/1.1 ${status} ${PHRASES[status]}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${text.length}`,
    "Sec-Websocket-Version: 13",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    "",
    text,
  ].join("\r\n"));
}

/** The answer to a request that becomes a WebSocket. No extension and no subprotocol is chosen. */
export async function acceptance(head: RequestHead): Promise<Uint8Array> {
  const key = encoder.encode(head.headers.get("sec-websocket-key")! + MAGIC);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", key));
  return encoder.encode([
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${btoa(String.fromCharCode(...hash))}`,
    "",
    "",
  ].join("\r\n"));
}
