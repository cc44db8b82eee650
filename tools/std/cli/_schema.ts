import type { ParseOptions } from "./_types.ts";
import { hasNested, type Nested, setNested } from "./_values.ts";

/** The options, with every declaration spread over the aliases of its flag. */
export class Schema {
  readonly booleans: Set<string>;
  readonly strings: Set<string>;
  readonly collected: Set<string>;
  readonly negatable: Set<string>;
  readonly allBooleans: boolean;
  readonly unknown: ParseOptions["unknown"];
  readonly #defaults: Record<string, unknown>;
  /** The other names of a name. */
  readonly #aliases: Map<string, string[]>;

  constructor(options: ParseOptions = {}) {
    this.#aliases = aliasMap(options.alias ?? {});
    this.allBooleans = options.boolean === true;
    this.booleans = this.#declared(typeof options.boolean === "boolean" ? undefined : options.boolean);
    this.strings = this.#declared(options.string);
    this.collected = this.#declared(options.collect);
    this.negatable = this.#declared(options.negatable);
    this.unknown = options.unknown;
    this.#defaults = options.default ?? {};
  }

  namesOf(key: string): string[] {
    return [key, ...this.#aliases.get(key) ?? []];
  }

  isBoolean(key: string): boolean {
    return this.namesOf(key).some((name) => this.booleans.has(name));
  }

  /** Whether the `unknown` callback need not be asked. */
  knows(key: string, arg: string): boolean {
    return this.booleans.has(key) || this.strings.has(key) || this.#aliases.has(key) ||
      (this.allBooleans && /^--[^=]+$/.test(arg));
  }

  /** The value of a flag that came without one. */
  bare(key: string): string | boolean {
    return this.strings.has(key) ? "" : true;
  }

  /** Gives the flags that did not occur their defaults. */
  fillIn(result: Nested): void {
    for (const [key, value] of Object.entries(this.#defaults)) {
      if (hasNested(result, key)) continue;
      for (const name of this.namesOf(key)) setNested(result, name, value);
    }
    for (const key of this.booleans) {
      if (!hasNested(result, key)) setNested(result, key, this.collected.has(key) ? [] : false);
    }
    for (const key of this.strings) {
      if (!hasNested(result, key) && this.collected.has(key)) setNested(result, key, []);
    }
  }

  #declared(names: string | ReadonlyArray<string> | undefined): Set<string> {
    const list = typeof names === "string" ? [names] : names ?? [];
    return new Set(list.filter((name) => name !== "").flatMap((name) => this.namesOf(name)));
  }
}

function aliasMap(alias: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of Object.entries(alias)) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const others = typeof value === "string" ? [value] : [...value];
    map.set(key, others);
    for (const other of others) map.set(other, [key, ...others.filter((name) => name !== other)]);
  }
  return map;
}
