import { within } from "../_within.ts";

/** Looks again and again until it is so. */
export async function until(
  look: () => boolean | Promise<boolean>,
  what: string | (() => string),
  time = 10_000,
): Promise<void> {
  const end = performance.now() + time;
  while (!await within(Promise.resolve(look()), "a look")) {
    if (performance.now() > end) throw new Error(`Waited ${time} ms for ${typeof what === "string" ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
