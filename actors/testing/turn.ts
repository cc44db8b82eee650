import { immediate } from "../runtime/_immediate.ts";

/** Lets everything that is ready run: every microtask, and the host's event loop once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => immediate(resolve));
}
