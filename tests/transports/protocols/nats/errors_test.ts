import { assertEquals } from "@std/assert";
import {
  NATS_ERRORS,
  publishViolation,
  replyViolation,
  subscribeViolation,
  tooManyTokens,
} from "../../../../transports/protocols/nats/errors.ts";

Deno.test("NATS_ERRORS are the words that client libraries look for", () => {
  assertEquals(Object.values(NATS_ERRORS).sort(), [
    "Authentication Timeout",
    "Authorization Violation",
    "Invalid Publish Subject",
    "Invalid Subject",
    "Maximum Payload Violation",
    "Stale Connection",
    "Unknown Protocol Operation",
    "invalid client protocol",
    "maximum connections exceeded",
    "maximum control line exceeded",
    "maximum subscriptions exceeded",
    "no responders requires headers support",
  ]);
});

Deno.test("violations name the subject, the reply and the queue in quotes", () => {
  assertEquals(publishViolation('a"b'), 'Permissions Violation for Publish to "a\\"b"');
  assertEquals(replyViolation("r"), 'Permissions Violation for Publish with Reply of "r"');
  assertEquals(subscribeViolation("a.>"), 'Permissions Violation for Subscription to "a.>"');
  assertEquals(subscribeViolation("a", "q"), 'Permissions Violation for Subscription to "a" using queue "q"');
  assertEquals(tooManyTokens("a.b"), 'Permissions Violation for Subscription to "a.b", too many tokens');
});
