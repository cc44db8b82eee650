/** Characters of a message's type that are kept. */
const LONGEST = 64;

/** The last part of an actor's path; of one that was named by its number alone, just the `$`. */
export function actorName(id: string): string {
  const name = id.slice(id.lastIndexOf("/") + 1, id.lastIndexOf("#"));
  return name.startsWith("$") ? "$" : name;
}

/** The type that a message says it has. It may have been made by anybody: looking at it may throw. */
export function messageType(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  try {
    const { type } = message as { readonly type?: unknown };
    return typeof type === "string" ? type.slice(0, LONGEST) : undefined;
  } catch {
    return undefined;
  }
}
