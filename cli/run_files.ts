import type { Log } from "../actors/routing/log.ts";
import type { Settings } from "../server/config/settings.ts";
import type { Mailroom } from "../server/mailroom.ts";
import { removePorts, writePorts } from "./ports_file.ts";

/**
 * Writes the files that tell others of a server that runs, as far as the settings ask for them: its process id and its
 * ports. Disposing it removes the file of ports. Nobody must have them to serve clients: a failure is only told.
 */
export function runFiles({ pidFile, portsFileDir }: Settings, addresses: Mailroom["addresses"], log: Log): Disposable {
  if (pidFile !== undefined) attempt(log, "write the process id", () => Deno.writeTextFileSync(pidFile, `${Deno.pid}`));
  if (portsFileDir !== undefined) attempt(log, "write the ports", () => writePorts(portsFileDir, addresses));
  return {
    [Symbol.dispose]: () => {
      if (portsFileDir !== undefined) attempt(log, "remove the file of ports", () => removePorts(portsFileDir));
    },
  };
}

function attempt(log: Log, what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    log.error(`Cannot ${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
