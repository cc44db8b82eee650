import type { ConnectionMessage } from "./messages.ts";

/** What the actor of a stream connection understands besides what all connections do. */
export type StreamMessage =
  | ConnectionMessage
  | { readonly type: "read"; readonly size: number | null }
  /** There is more of what was read. */
  | { readonly type: "more" }
  | { readonly type: "broken"; readonly error: unknown };
