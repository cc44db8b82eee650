import { ConfigError } from "./config_error.ts";

/** A piece of a configuration file. Newlines and commas are both `separator`. */
export type Token =
  | { readonly type: "{" | "}" | "[" | "]" | "separator" | "end"; readonly line: number }
  /** `quoted` tells a text in quotes from a bare word, which may be a number or a switch. */
  | { readonly type: "text"; readonly text: string; readonly quoted: boolean; readonly line: number };

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", '"': '"', "'": "'", "\\": "\\" };
const BLANK = /\s/;
const BARE_END = /[\s,;{}[\]]/;
const KEY_END = /[\s,;{}[\]:=]/;

/** Cuts the text of a configuration file into tokens. */
export class Lexer {
  /** The name of the file, for what is said about it. */
  readonly file: string;
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string, file: string) {
    this.#text = text;
    this.file = file;
  }

  /** The next token; where a key is expected, a bare word ends before `:` and `=`. */
  next(expecting: "key" | "value"): Token {
    this.#skipBlanks();
    const line = this.#line;
    const char = this.#text[this.#at];
    switch (char) {
      case undefined:
        return { type: "end", line };
      case "\n":
        this.#line++;
        this.#at++;
        return { type: "separator", line };
      case ",":
      case ";":
        this.#at++;
        return { type: "separator", line };
      case "{":
      case "}":
      case "[":
      case "]":
        this.#at++;
        return { type: char, line };
      case '"':
        return { type: "text", text: this.#escaped(), quoted: true, line };
      case "'":
        return { type: "text", text: this.#raw(), quoted: true, line };
    }
    const text = this.#bare(expecting === "key" ? KEY_END : BARE_END);
    if (text === "") throw this.fault(line, `cannot use ${JSON.stringify(char)}: wanted a key before it`);
    return { type: "text", text, quoted: false, line };
  }

  /** Goes past the one `:` or `=` that may stand between a key and its value. */
  skipAssign(): void {
    this.#skipBlanks();
    const char = this.#text[this.#at];
    if (char === ":" || char === "=") this.#at++;
  }

  fault(line: number, text: string): ConfigError {
    return new ConfigError(this.file, line, text);
  }

  #skipBlanks(): void {
    while (true) {
      const char = this.#text[this.#at];
      if (char === undefined || char === "\n") return;
      if (BLANK.test(char)) this.#at++;
      else if (char === "#" || this.#text.startsWith("//", this.#at)) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    const end = this.#text.indexOf("\n", this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #bare(end: RegExp): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !end.test(this.#text[this.#at]!)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #raw(): string {
    const line = this.#line;
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) throw this.fault(line, "wanted a ' at the end of the text that begins here");
    const text = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    this.#line += text.split("\n").length - 1;
    return text;
  }

  #escaped(): string {
    const line = this.#line;
    let text = "";
    for (this.#at++;; this.#at++) {
      const char = this.#text[this.#at];
      if (char === undefined || char === "\n") {
        throw this.fault(line, 'wanted a " at the end of the text that begins here');
      }
      if (char === '"') break;
      if (char !== "\\") {
        text += char;
        continue;
      }
      text += this.#escape(line);
    }
    this.#at++;
    return text;
  }

  /** What a backslash and what is behind it mean; ends on its last character. */
  #escape(line: number): string {
    const hex = /^x[\da-f]{2}/i.exec(this.#text.slice(this.#at + 1, this.#at + 4))?.[0];
    if (hex !== undefined) {
      this.#at += 3;
      return String.fromCharCode(parseInt(hex.slice(1), 16));
    }
    const escape = ESCAPES[this.#text[++this.#at] ?? ""];
    if (escape === undefined) throw this.fault(line, `wanted one of \\n \\t \\r \\" \\\\ \\xHH for a backslash`);
    return escape;
  }
}
