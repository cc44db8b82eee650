import type { Settings } from "../server/config/settings.ts";
import { flag, text, type Values } from "./flags.ts";
import { environment, readSecret } from "./secret_file.ts";

/** The variable that may hold the token. */
const TOKEN = "MAILROOM_TOKEN";

/** The flags of `serve` that say who may connect. */
export const AUTH_FLAGS = {
  "auth-token-file": flag<string | undefined>(
    text,
    "FILE",
    `a token that all clients must show, or its bcrypt hash; or in ${TOKEN}`,
    undefined,
  ),
};

/** What a file says, and the flags above it; the environment says something where nobody else does. */
export function withAuthFlags(flags: Values<typeof AUTH_FLAGS>, settings: Settings): Settings {
  const file = readSecret("token", flags["auth-token-file"]);
  const token = file ?? (settings.auth === undefined ? environment(TOKEN) : undefined);
  if (token === undefined) return settings;
  const { timeout, maxFailures, defaultPermissions } = settings.auth ?? {};
  const kept = {
    ...timeout === undefined ? {} : { timeout },
    ...maxFailures === undefined ? {} : { maxFailures },
    ...defaultPermissions === undefined ? {} : { defaultPermissions },
  };
  return { ...settings, auth: { ...kept, token } };
}
