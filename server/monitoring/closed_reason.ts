import type { ConnectionInfo } from "../../actors/routing/connection_info.ts";
import { describeReason, SHUTDOWN } from "../../actors/runtime/exit_reason.ts";
import { NATS_ERRORS } from "../../transports/protocols/nats/errors.ts";

/** What nats-server says of a connection that was closed for one of our reasons. */
const CLOSED: ReadonlyMap<string, string> = new Map([
  [NATS_ERRORS.unknownOperation, "Protocol Violation"],
  [NATS_ERRORS.lineTooLong, "Maximum Control Line Exceeded"],
  [NATS_ERRORS.payload, "Maximum Message Payload Exceeded"],
  [NATS_ERRORS.stale, "Stale Connection"],
  [NATS_ERRORS.protocol, "Bad Client Protocol Version"],
  [NATS_ERRORS.noResponders, "No Responders Requires Headers"],
  [NATS_ERRORS.authorization, "Authentication Failure"],
  [NATS_ERRORS.authenticationTimeout, "Authentication Timeout"],
  [NATS_ERRORS.connections, "Maximum Connections Exceeded"],
  ["protocol violation", "Protocol Violation"],
  ["parse error", "Parse Error"],
  ["aborted", "Client Closed"],
  ["the server goes", "Server Shutdown"],
  [describeReason(SHUTDOWN), "Server Shutdown"],
]);

/** Why a connection is closed, in the words of nats-server; in ours where it has none. */
export function closedReason({ ending, reason = "" }: ConnectionInfo): string {
  switch (ending?.type) {
    case "ended":
      return "Client Closed";
    case "closed":
      return ending.detail === undefined ? "Client Closed" : CLOSED.get(ending.detail) ?? ending.detail;
    case "slow":
      return `Slow Consumer (${ending.limit === "deadline" ? "Write Deadline" : "Pending Bytes"})`;
    case "idle":
      return "Stale Connection";
    case "broken":
      return "Read Error";
    case "failed":
    case undefined:
      return reason;
  }
}
