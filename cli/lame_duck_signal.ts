import type { Log } from "../actors/routing/log.ts";
import type { Settings } from "../server/config/settings.ts";
import type { Mailroom } from "../server/mailroom.ts";
import { defined } from "./settings_options.ts";

/** Whoever lets a server go slowly when it is told to. */
export interface LameDuckSignal extends Disposable {
  /** Whether it goes. */
  readonly leaving: boolean;
}

/** Lets a server go slowly at SIGUSR2, in the times that the settings name. Nothing happens where there is no such signal. */
export function lameDuckOnSignal(mailroom: Mailroom, settings: Settings, log: Log): LameDuckSignal {
  const { lameDuckGrace: grace, lameDuckDuration: duration } = settings;
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    log.info("Entering lame duck mode, stop accepting new clients");
    mailroom.lameDuck(defined({ grace, duration })).catch(() => {});
  };
  const there = Deno.build.os !== "windows";
  if (there) Deno.addSignalListener("SIGUSR2", leave);
  return {
    get leaving() {
      return leaving;
    },
    [Symbol.dispose]: () => {
      if (there) Deno.removeSignalListener("SIGUSR2", leave);
    },
  };
}
