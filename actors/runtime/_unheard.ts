import type { EventListener, SystemEvent } from "./events.ts";
import { describeError, describeReason } from "./exit_reason.ts";

/** Dead letters printed in one second; the rest are counted. */
const PRINTED = 5;

/** An event in one line. Never looks into a message. */
export function eventText(event: SystemEvent): string {
  switch (event.type) {
    case "started":
      return `${event.id} started, incarnation ${event.incarnation}`;
    case "failed":
      return `${event.id} failed, incarnation ${event.incarnation}: ${describeError(event.error)}`;
    case "restarting":
      return `${event.id} restarts in ${event.delay} ms after ${describeReason(event.reason)}`;
    case "gave-up":
      return `${event.id} gives up after ${event.restarts} restarts within ${event.period} ms`;
    case "stopped":
      return `${event.id} ended, ${describeReason(event.reason)}`;
    case "overran":
      return `${event.id} was not over within ${event.shutdown} ms and is killed`;
    case "dead-letter":
      return `a message to ${event.id} reached nobody: ${event.why}`;
  }
}

/** Prints an error, or at least that there was one: how it shows itself is up to whoever made it, and may throw. */
export function complain(text: string, error: unknown): void {
  try {
    console.error(text, error);
  } catch {
    console.error(text);
  }
}

/**
 * The audience of a system that nobody listens to: failures and what follows from them are printed, dead letters too,
 * but only so many a second.
 */
export function printUnheard(now: () => number): EventListener {
  let second = -Infinity;
  let printed = 0;
  let suppressed = 0;
  return (event) => {
    if (event.type !== "dead-letter") {
      return event.type === "failed" ? complain(eventText(event), event.error) : console.error(eventText(event));
    }
    if (now() - second >= 1_000) {
      if (suppressed > 0) console.warn(`${suppressed} more messages reached nobody`);
      second = now();
      printed = suppressed = 0;
    }
    if (printed++ < PRINTED) console.warn(eventText(event));
    else suppressed++;
  };
}
