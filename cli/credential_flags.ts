import type { Address } from "./address.ts";
import type { Credentials } from "./client/credentials.ts";
import { flag, text, type Values } from "./flags.ts";
import { environment, readSecret } from "./secret_file.ts";
import { UsageError } from "./usage_error.ts";

/** The variables that may hold a secret. */
const PASSWORD = "MAILROOM_PASSWORD";
const TOKEN = "MAILROOM_TOKEN";

const file = (help: string) => flag<string | undefined>(text, "FILE", help, undefined);

/** The flags of commands that say who somebody is to a NATS server. */
export const CREDENTIAL_FLAGS = {
  "user": flag<string | undefined>(text, "NAME", "who to be there; also in the URL", undefined),
  "password-file": file(`the password; or in ${PASSWORD}`),
  "token-file": file(`the token; or in ${TOKEN}`),
  "nkey-file": file("the seed of the key to sign with"),
};

/** Who the flags, the address or the environment say somebody is; the first that says anything counts. */
export function credentialsOf(flags: Values<typeof CREDENTIAL_FLAGS>, address: Address): Credentials {
  const named = (["user", "token-file", "nkey-file"] as const).filter((name) => flags[name] !== undefined);
  if (named.length > 1) throw new UsageError(`Cannot use --${named[0]} with --${named[1]}: wanted one of them`);
  const seed = readSecret("seed", flags["nkey-file"]);
  if (seed !== undefined) return { seed };
  const token = readSecret("token", flags["token-file"]);
  if (token !== undefined) return { token };
  const user = flags.user ?? address.user;
  const password = readSecret("password", flags["password-file"]) ?? address.password;
  if (user === undefined) {
    if (password !== undefined) throw new UsageError("Cannot use a password alone: wanted --user with it");
    return { token: environment(TOKEN) };
  }
  // A name alone in the address is a token, unless there is a password for it.
  return { user, password: password ?? environment(PASSWORD) ?? (flags.user === undefined ? undefined : "") };
}
