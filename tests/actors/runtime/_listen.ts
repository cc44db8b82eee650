import type { DeadLetterCause, System, SystemEvent } from "../../../actors/mod.ts";

/** Keeps the events of a system from now on. As somebody listens then, nothing is printed. */
export function listen(system: System): SystemEvent[] {
  const events: SystemEvent[] = [];
  system.events().subscribe((event) => events.push(event));
  return events;
}

/** The dead letters among events: why each was one, and the message. */
export function letters(events: readonly SystemEvent[]): [DeadLetterCause, unknown][] {
  return events.flatMap((event) => event.type === "dead-letter" ? [[event.why, event.message]] : []);
}

/** The errors among events. */
export function failures(events: readonly SystemEvent[]): unknown[] {
  return events.flatMap((event) => event.type === "failed" ? [event.error] : []);
}

/** A promise that a test keeps when it likes. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

/** The next rejection, whatever it is. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a rejection, got none");
}
