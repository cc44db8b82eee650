export type BooleanType = boolean | string | undefined;
export type StringType = string | undefined;
export type Aliases<Name = string, Alias extends string = string> = Partial<
  Record<Extract<Name, string>, Alias | ReadonlyArray<Alias>>
>;

type Names<T> = Extract<T, string>;
type IfNegatable<Name, Negatable> = Name extends Negatable ? false : never;

type IsOff<T> = undefined extends T ? true : false extends T ? true : false;

/** Declared neither as boolean nor as string nor as collected: nothing is known of any flag. */
type IsUntyped<Booleans, Strings, Collected> = IsOff<Booleans> | IsOff<Strings> | IsOff<Collected> extends true ? true
  : false;

type Declared<Booleans, Strings, Collected, Negatable> =
  & { [Name in Names<Booleans>]: Name extends Collected ? boolean[] : boolean }
  & { [Name in Exclude<Names<Strings>, Collected>]?: string | IfNegatable<Name, Negatable> }
  & { [Name in Extract<Names<Strings>, Collected>]: string[] | IfNegatable<Name, Negatable> }
  & { [Name in Exclude<Names<Collected>, Strings | Booleans>]: unknown[] | IfNegatable<Name, Negatable> };

type WithDefaults<Flags, Defaults> = Defaults extends undefined ? Flags
  :
    & Omit<Flags, keyof Defaults>
    & {
      [Name in keyof Defaults]: Name extends keyof Flags ? Defaults[Name] | NonNullable<Flags[Name]> : unknown;
    };

type AliasOf<Name, Alias> = Name extends keyof Alias
  ? Alias[Name] extends string ? Alias[Name] : Alias[Name] extends string[] ? Alias[Name][number] : never
  : never;

type WithAliases<Flags, Alias> = { [Name in keyof Flags as Name | AliasOf<Name, Alias>]: Flags[Name] };

/** The types of the flags, as the options declare them. Names with dots nest at run time and are `unknown` here. */
export type Values<Booleans, Strings, Collected, Negatable, Defaults, Alias> =
  IsUntyped<Booleans, Strings, Collected> extends true
    // deno-lint-ignore no-explicit-any
    ? Record<string, any>
    :
      & Record<string, unknown>
      & WithAliases<WithDefaults<Declared<Booleans, Strings, Collected, Negatable>, Defaults>, Alias>;

/** One object type instead of an intersection of several. */
type Flat<T> = T extends infer Whole ? { [Key in keyof Whole]: Whole[Key] } : never;

/** What {@linkcode parseArgs} returns: the flags by name, the positional arguments as `_`. */
export type Args<
  // deno-lint-ignore no-explicit-any
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> = Flat<
  & TArgs
  & { _: Array<string | number> }
  & (boolean extends TDoubleDash ? { "--"?: string[] } : true extends TDoubleDash ? { "--": string[] } : unknown)
>;

/** The options of {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends BooleanType = BooleanType,
  TStrings extends StringType = StringType,
  TCollectable extends StringType = StringType,
  TNegatable extends StringType = StringType,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what follows `--` goes to `"--"` instead of `_`. */
  "--"?: TDoubleDash;
  /** Other names of a flag. All of them are set together. */
  alias?: TAliases;
  /** Flags that take no value; `true` makes every `--flag` without `=` one. They are `false` unless given. */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /** Values of flags that are not given. */
  default?: TDefault & Record<string, unknown>;
  /** Whether everything from the first positional argument on goes to `_`. */
  stopEarly?: boolean;
  /** Flags whose value stays text, even if it looks like a number. */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /** Flags that gather their values in an array. */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /** Flags that `--no-…` sets to `false`. */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /** Asked about every positional argument and every flag that is neither boolean, string nor alias; `false` drops it. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}
