import type { Header } from "./headers.ts";

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
