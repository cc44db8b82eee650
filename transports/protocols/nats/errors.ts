import { quoted } from "./_quoted.ts";

/**
 * The texts of `-ERR`, as nats-server 2.9 sends them: client libraries compare them word for word.
 */
export const NATS_ERRORS = {
  unknownOperation: "Unknown Protocol Operation",
  lineTooLong: "maximum control line exceeded",
  payload: "Maximum Payload Violation",
  stale: "Stale Connection",
  protocol: "invalid client protocol",
  noResponders: "no responders requires headers support",
  authorization: "Authorization Violation",
  authenticationTimeout: "Authentication Timeout",
  connections: "maximum connections exceeded",
  subscriptions: "maximum subscriptions exceeded",
  subject: "Invalid Subject",
  publishSubject: "Invalid Publish Subject",
} as const;

/** The text for a subject that may not be published to. */
export function publishViolation(subject: string): string {
  return `Permissions Violation for Publish to ${quoted(subject)}`;
}

/** The text for a reply that may not be published with. */
export function replyViolation(reply: string): string {
  return `Permissions Violation for Publish with Reply of ${quoted(reply)}`;
}

/** The text for a subject that may not be subscribed to. */
export function subscribeViolation(subject: string, queue?: string): string {
  const using = queue === undefined ? "" : ` using queue ${quoted(queue)}`;
  return `Permissions Violation for Subscription to ${quoted(subject)}${using}`;
}

/** The text for a subject with too many tokens. */
export function tooManyTokens(subject: string): string {
  return `Permissions Violation for Subscription to ${quoted(subject)}, too many tokens`;
}
