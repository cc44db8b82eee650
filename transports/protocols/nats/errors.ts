import type { ConnectOptions } from "./connect_options.ts";
import type { Fault } from "./operations.ts";
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

/** The texts for bytes that are wrong; where there is none, nothing is said. */
export const FAULTS: Readonly<Record<Fault, string | undefined>> = {
  "unknown-operation": NATS_ERRORS.unknownOperation,
  "line-too-long": NATS_ERRORS.lineTooLong,
  "bad-arguments": undefined,
};

/** What is against the options of a client, whoever it is; `headers` is whether it gets any. */
export function connectProblem(options: ConnectOptions, headers: boolean): string | undefined {
  if (options.account !== "" || options.new_account) return NATS_ERRORS.authorization;
  if (options.protocol !== 0 && options.protocol !== 1) return NATS_ERRORS.protocol;
  return options.no_responders && !headers ? NATS_ERRORS.noResponders : undefined;
}

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

/** The text for a subscription that has ended because its subject may not be subscribed to any more. */
export function withdrawal(subject: string, sid: string): string {
  return `Permissions Violation for Subscription to ${quoted(subject)} (sid ${quoted(sid)})`;
}

/** The text for a subject with too many tokens. */
export function tooManyTokens(subject: string): string {
  return `Permissions Violation for Subscription to ${quoted(subject)}, too many tokens`;
}

/** The line with which a client is told. */
export function errorLine(text: string): string {
  return `-ERR '${text}'\r\n`;
}
