import { UsageError } from "./usage_error.ts";

/**
 * The secret that a file holds, without the blanks and line ends around it; `undefined` where no file is named.
 *
 * @throws {UsageError} for a file that cannot be read or is empty; what is in it is never shown
 */
export function readSecret(what: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = Deno.readTextFileSync(file).trim();
  } catch (error) {
    throw new UsageError(
      `Cannot read the ${what} in ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (text === "") throw new UsageError(`Cannot use the ${what} in ${file}: it is empty`);
  return text;
}

/** What an environment variable holds. Without the permission to read it, there is no such variable. */
export function environment(variable: string): string | undefined {
  if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") return undefined;
  return Deno.env.get(variable) || undefined;
}
