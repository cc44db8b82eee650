import { ConfigError } from "../../../server/config/config_error.ts";
import { type ConfigSources, parseConfig } from "../../../server/config/parse.ts";
import { readSettings } from "../../../server/config/schema.ts";
import type { Settings } from "../../../server/config/settings.ts";
import type { ConfigValue } from "../../../server/config/value.ts";

/** What a text says, as plain objects and lists. */
export function plain(text: string, sources?: ConfigSources): unknown {
  return bare(parseConfig(text, "test.conf", sources));
}

/** The settings of a text. */
export function settings(text: string, sources?: ConfigSources): Settings {
  return readSettings(parseConfig(text, "test.conf", sources));
}

/** How a text is refused; anything but a {@linkcode ConfigError} is a failure. */
export function refusal(text: string, sources?: ConfigSources): string | undefined {
  try {
    settings(text, sources);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message;
  }
}

function bare(value: ConfigValue["value"]): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, { value }]) => [key, bare(value)]));
  if (Array.isArray(value)) return value.map(({ value }) => bare(value));
  return value;
}
