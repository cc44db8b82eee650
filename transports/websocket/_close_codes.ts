import type { LostReason } from "../../actors/routing/protocol.ts";
import { LINE_TOO_LONG } from "../protocols/line/line_protocol.ts";
import { NATS_ERRORS } from "../protocols/nats/errors.ts";

/** What goes wrong with a WebSocket; `code` is what the other side is told when it is closed for that. */
export class WebSocketError extends Error {
  override readonly name = "WebSocketError";
  /** A close code of RFC 6455, section 7.4. */
  readonly code: number;

  /** An error that closes with `code`. */
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const NORMAL = 1000;
const LEAVES = 1001;
const POLICY = 1008;
/** The frames were wrong. */
export const PROTOCOL_ERROR = 1002;
/** A text was none. */
export const BAD_TEXT = 1007;
/** Something was too large. */
export const TOO_LARGE = 1009;
/** What is said where nothing else fits. */
export const INTERNAL_ERROR = 1011;

const CLIENT_FAULTS: readonly string[] = [
  NATS_ERRORS.unknownOperation,
  NATS_ERRORS.protocol,
  NATS_ERRORS.noResponders,
  "protocol violation",
];
const LEAVING = /^(the server goes|shutdown)/;

/** The close code for the end of a connection, as nats-server has them. */
export function closeCode(reason: LostReason): number {
  switch (reason.type) {
    case "ended":
      return NORMAL;
    case "slow":
    case "idle":
      return POLICY;
    case "broken":
    case "failed":
      return INTERNAL_ERROR;
    case "closed":
      return reason.detail === undefined ? NORMAL : detailCode(reason.detail);
  }
}

function detailCode(detail: string): number {
  if (LEAVING.test(detail)) return LEAVES;
  if (CLIENT_FAULTS.includes(detail)) return PROTOCOL_ERROR;
  if (detail === NATS_ERRORS.payload || detail === LINE_TOO_LONG) return TOO_LARGE;
  return detail === NATS_ERRORS.stale ? INTERNAL_ERROR : POLICY;
}

/** Whether a code may stand in a close frame: one that is registered and not reserved, or one of applications. */
export function isCloseCode(code: number): boolean {
  return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006) || code >= 3000 && code <= 4999;
}
