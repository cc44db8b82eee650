/** A query that a page cannot answer. The message is sent with status 400. */
export class BadQuery extends Error {
  override readonly name = "BadQuery";
}

/** A whole number from 0; below it stands for the default. */
export function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw new BadQuery(`cannot use ${name}=${JSON.stringify(text)}: wanted a whole number`);
  }
  return text.startsWith("-") ? fallback : Number(text);
}

/** One of a few words. */
export function wordOf(query: URLSearchParams, name: string, words: readonly string[], fallback: string): string {
  const text = query.get(name)?.toLowerCase();
  if (text === undefined || text === "") return fallback;
  if (words.includes(text)) return text;
  throw new BadQuery(`cannot use ${name}=${JSON.stringify(text)}: wanted one of ${words.join(", ")}`);
}

/** A switch: `1` or `true` is on. */
export function flagOf(query: URLSearchParams, name: string): boolean {
  const word = wordOf(query, name, ["0", "1", "true", "false"], "0");
  return word === "1" || word === "true";
}
