import type { Actor } from "../runtime/actor.ts";
import type { SystemEvent } from "../runtime/events.ts";
import { eventText } from "../runtime/_unheard.ts";
import type { Service } from "./service.ts";

/** How often dead letters are summed up in the log, in milliseconds. */
const SUMMARY = 10_000;

/**
 * Watches over a service: what happens to its actors goes into the log, failures at once, dead letters as a sum now and
 * then, because a connection that closes leaves many.
 */
export function monitor(service: Service): Actor<{ readonly type: "summary" }> {
  return (self) => {
    const { log } = service;
    const letters = self.system.events().deadLetters;
    let full = letters.full;
    const subscription = self.system.events().subscribe((event) => report(service, event));
    self.timers.fixedDelay("summary", SUMMARY, { type: "summary" });
    return {
      receive() {
        if (letters.full > full) log.warn(`${letters.full - full} messages were dropped because a mailbox was full`);
        full = letters.full;
      },
      stopped: () => subscription[Symbol.dispose](),
    };
  };
}

function report({ log, counters }: Service, event: SystemEvent): void {
  switch (event.type) {
    case "failed":
      counters.add("actors_failed");
      return log.error(eventText(event));
    case "gave-up":
    case "overran":
      return log.error(eventText(event));
    case "restarting":
      counters.add("actors_restarted");
      return log.warn(eventText(event));
    case "dead-letter":
      return counters.add(`dead_letters_${event.why.replace("-", "_")}`);
    case "started":
    case "stopped":
      return;
  }
}
