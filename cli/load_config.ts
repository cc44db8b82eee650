import { parseConfig } from "../server/config/parse.ts";
import { readSettings } from "../server/config/schema.ts";
import type { Settings } from "../server/config/settings.ts";

/** Reads a configuration file. Needs the permission to read it, and those it includes. */
export function loadConfig(file: string): Settings {
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    throw new Error(`Cannot read the configuration ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return readSettings(parseConfig(text, file, { env, include }));
}

function include(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

/** Without the permission, there is no such variable. */
function env(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
}
