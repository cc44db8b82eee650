/** Colours for a text on a terminal. */
export interface Colours {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
}

const plain = (text: string) => text;
const paint = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;

/** Colours, or none where they are not wanted. */
export function coloursFor(wanted: boolean): Colours {
  if (!wanted) return { strong: plain, faint: plain, good: plain, bad: plain };
  return { strong: paint(1), faint: paint(2), good: paint(36), bad: paint(31) };
}

/** Whether standard output shows colours: it is a terminal, and nobody has set `NO_COLOR`. */
export function showsColours(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}

/** A text without what could make a terminal do something: control characters but tabs and line feeds. */
export function harmless(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "\ufffd");
}
