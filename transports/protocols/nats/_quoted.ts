const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};
const PRINTABLE = /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** A text in quotes, with escapes for what would not show, as Go's `%q` writes it; see {@linkcode textOf} for bytes. */
export function quoted(text: string): string {
  return `"${Array.from(text, escaped).join("")}"`;
}

function escaped(char: string): string {
  const named = NAMED[char];
  if (named !== undefined) return named;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0)!;
  if (!char.isWellFormed()) return `\\x${hex(code & 0xff, 2)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
