import { Lexer, type Token } from "./lexer.ts";
import type { ConfigBlock, ConfigValue } from "./value.ts";

/** Reads what a file refers to. */
export interface ConfigSources {
  /** The value of an environment variable, for `$NAME`. */
  readonly env?: (name: string) => string | undefined;
  /** The text of a file, for `include`; `undefined` where it cannot be read. */
  readonly include?: (path: string) => string | undefined;
}

/** How deep files may include each other. */
const MOST_FILES = 8;
/** How deep blocks and lists may stand in each other, over all files. */
const MOST_NESTED = 100;

/**
 * Reads a configuration file in the dialect of nats-server: `key: value`, `key = value` or `key value`; blocks in braces,
 * lists in brackets; items ended by a newline, a comma or a semicolon; comments behind `#` or `//`; `$NAME` for a key above
 * or an environment variable; `include "file"`. Keys are as they stand: what they mean is not known here.
 *
 * @throws {ConfigError} when the text is not of that form
 */
export function parseConfig(text: string, file: string, sources: ConfigSources = {}): ConfigBlock {
  return new Parser(new Lexer(text, file), sources, []).top();
}

class Parser {
  readonly #lexer: Lexer;
  readonly #sources: ConfigSources;
  /** The blocks around the one that is being read, innermost last. */
  readonly #scopes: Map<string, ConfigValue>[];
  readonly #depth: number;
  #nested = 0;

  constructor(lexer: Lexer, sources: ConfigSources, scopes: Map<string, ConfigValue>[], depth = 0) {
    this.#lexer = lexer;
    this.#sources = sources;
    this.#scopes = scopes;
    this.#depth = depth;
  }

  top(): Map<string, ConfigValue> {
    return this.#block("end");
  }

  #block(close: "}" | "end", into = new Map<string, ConfigValue>()): Map<string, ConfigValue> {
    this.#scopes.push(into);
    while (true) {
      const token = this.#lexer.next("key");
      if (token.type === close) break;
      if (token.type === "separator") continue;
      if (token.type !== "text") throw this.#unexpected(token, "a key");
      if (token.text === "include" && !token.quoted) this.#include(into);
      else into.set(token.text, this.#valueOf(token.text));
    }
    this.#scopes.pop();
    return into;
  }

  #valueOf(key: string): ConfigValue {
    this.#lexer.skipAssign();
    return this.#value(this.#lexer.next("value"), `a value for ${JSON.stringify(key)}`);
  }

  #value(token: Token, wanted: string): ConfigValue {
    const { line } = token;
    const { file } = this.#lexer;
    switch (token.type) {
      case "{":
        return { value: this.#nest(line, () => this.#block("}")), file, line };
      case "[":
        return { value: this.#nest(line, () => this.#list()), file, line };
      case "text":
        if (token.quoted) return { value: token.text, file, line };
        // A bcrypt hash needs no quotes either.
        return token.text.startsWith("$") && !/^\$2[abxy]\$/.test(token.text)
          ? this.#variable(token.text.slice(1), line)
          : { value: bare(token.text), file, line };
      default:
        throw this.#unexpected(token, wanted);
    }
  }

  #nest<T>(line: number, read: () => T): T {
    if (this.#nested === MOST_NESTED) {
      throw this.#lexer.fault(line, `wanted at most ${MOST_NESTED} blocks in each other`);
    }
    this.#nested++;
    const inner = read();
    this.#nested--;
    return inner;
  }

  #list(): ConfigValue[] {
    const values: ConfigValue[] = [];
    while (true) {
      const token = this.#lexer.next("value");
      if (token.type === "]") return values;
      if (token.type !== "separator") values.push(this.#value(token, "a value or ]"));
    }
  }

  #variable(name: string, line: number): ConfigValue {
    const { file } = this.#lexer;
    for (const scope of this.#scopes.toReversed()) {
      const value = scope.get(name);
      if (value === undefined) continue;
      scope.set(name, { ...value, variable: true });
      return { value: value.value, file, line };
    }
    const text = this.#sources.env?.(name);
    if (text === undefined) {
      throw this.#lexer.fault(line, `there is no key or environment variable ${JSON.stringify(name)}`);
    }
    return { value: bare(text), file, line };
  }

  #include(into: Map<string, ConfigValue>): void {
    const token = this.#lexer.next("value");
    if (token.type !== "text") throw this.#unexpected(token, "the path of a file");
    if (this.#depth === MOST_FILES) {
      throw this.#lexer.fault(token.line, `files include each other more than ${MOST_FILES} deep`);
    }
    const path = besides(this.#lexer.file, token.text);
    const text = this.#sources.include?.(path);
    if (text === undefined) throw this.#lexer.fault(token.line, `cannot include ${JSON.stringify(path)}`);
    const inner = new Parser(new Lexer(text, path), this.#sources, this.#scopes, this.#depth + 1);
    for (const [key, value] of inner.top()) into.set(key, value);
  }

  #unexpected(token: Token, wanted: string): Error {
    // The text itself may be a piece of a secret that should have stood in quotes.
    const shown = token.type === "text" ? "this text" : token.type;
    return this.#lexer.fault(token.line, `cannot use ${shown}: wanted ${wanted}`);
  }
}

/** A path in a file is relative to where that file stands. */
function besides(file: string, path: string): string {
  return path.startsWith("/") ? path : file.slice(0, file.lastIndexOf("/") + 1) + path;
}

const SWITCHES: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["false", false],
  ["no", false],
  ["off", false],
]);

/** Powers of the letters behind a number: `k` is a thousand, `kb` and `ki` are 1,024, and so on. */
const UNITS = "kmgtpe";

/** What a word without quotes means: a switch, a number, a size such as `64MB`, or just itself. */
function bare(text: string): string | number | boolean {
  const known = SWITCHES.get(text.toLowerCase());
  if (known !== undefined) return known;
  const [, digits, unit = "", binary = ""] = /^(-?\d+(?:\.\d+)?)(?:([kmgtpe])(b|i|ib)?)?$/i.exec(text) ?? [];
  if (digits === undefined) return text;
  const power = unit === "" ? 0 : UNITS.indexOf(unit.toLowerCase()) + 1;
  return Number(digits) * (binary === "" ? 1_000 : 1_024) ** power;
}
