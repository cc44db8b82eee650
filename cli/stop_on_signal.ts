import type { Log } from "../actors/routing/log.ts";

/** The signals that ask a program to stop. */
export const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/** Shuts something down at the first signal to stop; a second one ends the program at once. */
export function stopOnSignal(running: { shutdown(): Promise<void> }, log: Log): Disposable {
  let asked = false;
  const stop = () => {
    if (asked) Deno.exit(130);
    asked = true;
    log.info("stopping: the connections are sent what is queued for them");
    running.shutdown().catch(() => {});
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  return {
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
    },
  };
}
