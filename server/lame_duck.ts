import type { RouterMessage } from "../actors/routing/messages.ts";
import { tellAll } from "../actors/routing/tell_all.ts";
import type { Ref } from "../actors/runtime/ref.ts";
import type { System } from "../actors/runtime/system.ts";

/** How slowly a server goes. */
export interface LameDuckOptions {
  /** Milliseconds before the first connection is closed. Default 10,000. */
  readonly grace?: number;
  /** Milliseconds in which all of them are closed, the grace included. Default two minutes. */
  readonly duration?: number;
}

/** The longest wait between two connections that are closed, in milliseconds. */
const GAP = 1_000;

/** Tells the clients that the server goes, waits, and closes them one by one; at once where there are none. */
export async function lameDuck(
  system: System,
  router: Ref<RouterMessage>,
  options: LameDuckOptions,
  done: Promise<void>,
): Promise<void> {
  const { grace = 10_000, duration = 120_000 } = options;
  const clients = tellAll(system, router, { type: "notice" });
  if (clients.length === 0) return;
  if (!await pause(grace, done)) return;
  const gap = Math.min(GAP, Math.max(0, duration - grace) / clients.length);
  for (const client of clients) {
    client.tell({ type: "close", reason: "" });
    if (!await pause(gap * system.random(), done)) return;
  }
}

/** Waits; returns whether the server still runs. */
async function pause(time: number, done: Promise<void>): Promise<boolean> {
  const over = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => over.resolve(true), time);
  const running = await Promise.race([over.promise, done.then(() => false, () => false)]);
  clearTimeout(timer);
  return running;
}
