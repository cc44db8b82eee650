import { Counters } from "../../../actors/routing/counters.ts";
import type { Log } from "../../../actors/routing/log.ts";
import type { RouterMessage } from "../../../actors/routing/messages.ts";
import { type ConnectionLimits, limitsOf, type Service } from "../../../actors/routing/service.ts";
import type { Ref } from "../../../actors/mod.ts";

/** A service whose log is kept, a line each: level, text. */
export interface LoggedService extends Service {
  readonly lines: string[];
}

/** A service to test with. */
export function testService(
  options: { readonly limits?: Partial<ConnectionLimits>; readonly router?: Ref<RouterMessage> } = {},
): LoggedService {
  const { log, lines } = keptLog();
  const router = options.router === undefined ? {} : { router: options.router };
  return { counters: new Counters(), log, lines, limits: limitsOf(options.limits), ...router };
}

/** A log and what it was told. */
export function keptLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const level = (name: string) => (text: string) => void lines.push(`${name} ${text}`);
  return {
    lines,
    log: { error: level("error"), warn: level("warn"), info: level("info"), debug: level("debug") },
  };
}
