import { decodeHeaders, type Header } from "./headers.ts";
import type { ServerFrame } from "./server_parser.ts";

/** A message as a client gets it. It may be kept. */
export interface NatsMessage {
  readonly subject: string;
  /** Where answers go. */
  readonly reply: string | undefined;
  readonly headers: readonly Header[];
  /** What the server says with it, such as 503 where there is nobody to answer. */
  readonly status: number | undefined;
  readonly payload: Uint8Array;
}

/** The message that a frame holds. */
export function messageOf(frame: ServerFrame & { readonly type: "message" }): NatsMessage {
  const { subject, reply, payload } = frame;
  if (frame.headers === undefined) return { subject, reply, headers: [], status: undefined, payload };
  return { subject, reply, ...decodeHeaders(frame.headers), payload };
}
