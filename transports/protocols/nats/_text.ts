const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const DOT = 0x2e;
/** A byte that is no part of valid UTF-8 is kept as a lone surrogate: this and the byte. No valid text has one. */
const ESCAPE = 0xdc00;

/** The text of bytes that need not be UTF-8. Different bytes are different texts, token by token. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return tokensOf(bytes).map(tokenText).join(".");
  }
}

/** What a text was made from, ready to be written: itself where it is well-formed. */
export function written(text: string): string | Uint8Array {
  return text.isWellFormed() ? text : bytesOf(text);
}

/** What a text was made from. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  if (text.isWellFormed()) return encoder.encode(text);
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) bytes.push(code - ESCAPE);
    else bytes.push(...encoder.encode(char));
  }
  return Uint8Array.from(bytes);
}

/** Dots are never inside of a character, so that what is wrong with one token says nothing of the others. */
function tokensOf(bytes: Uint8Array): Uint8Array[] {
  const tokens: Uint8Array[] = [];
  let start = 0;
  for (let dot; (dot = bytes.indexOf(DOT, start)) >= 0; start = dot + 1) tokens.push(bytes.subarray(start, dot));
  return [...tokens, bytes.subarray(start)];
}

function tokenText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : ESCAPE + byte)).join("");
  }
}
