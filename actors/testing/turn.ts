import { immediate, immediates } from "../runtime/_immediate.ts";

/** Rounds of the event loop that busy actors get before they are taken to be such as never rest. */
const PATIENCE = 5_000;

/**
 * Lets everything that is ready run: every microtask, and the host's event loop at least once, until no actor has work
 * left. Actors that never rest are left to themselves after a while.
 */
export async function turn(): Promise<void> {
  for (let round = 0; round === 0 || (immediates() !== 0 && round < PATIENCE); round++) {
    await new Promise<void>((resolve) => immediate(resolve));
  }
}
