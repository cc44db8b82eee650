import { Schema } from "./_schema.ts";
import type { Aliases, Args, BooleanType, ParseOptions, StringType, Values } from "./_types.ts";
import { isNumeric, type Nested, setNested } from "./_values.ts";

export type { Args, ParseOptions };

/** Parses command line arguments. Values that look like numbers become numbers, unless the flag is a string. */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends BooleanType = undefined,
  TStrings extends StringType = undefined,
  TCollectable extends StringType = undefined,
  TNegatable extends StringType = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: string[],
  options?: ParseOptions<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases, TDoubleDash>,
): Args<TArgs, TDoubleDash> {
  const schema = new Schema(options as ParseOptions | undefined);
  const positional: Array<string | number> = [];
  const result: Nested = { _: positional };

  const end = args.indexOf("--");
  const parsed = end === -1 ? args : args.slice(0, end);
  const unparsed = end === -1 ? [] : args.slice(end + 1);

  for (let i = 0; i < parsed.length; i++) {
    const arg = parsed[i]!;
    if (arg.startsWith("-") && arg.length > 1) {
      if (readFlag(schema, result, arg, parsed[i + 1]) === "took next") i++;
      continue;
    }
    if (options?.unknown?.(arg) !== false) {
      positional.push(isNumeric(arg) && !schema.strings.has("_") ? Number(arg) : arg);
    }
    if (options?.stopEarly) {
      positional.push(...parsed.slice(i + 1));
      break;
    }
  }

  schema.fillIn(result);
  if (options?.["--"]) result["--"] = unparsed;
  else positional.push(...unparsed);
  return result as Args<TArgs, TDoubleDash>;
}

type Took = "took next" | "left next";

function readFlag(schema: Schema, result: Nested, arg: string, next: string | undefined): Took {
  return arg.startsWith("--") && arg.length > 2
    ? readLong(schema, result, arg, next)
    : readShort(schema, result, arg, next);
}

function readLong(schema: Schema, result: Nested, arg: string, next: string | undefined): Took {
  const negated = arg.startsWith("--no-") && arg.length > "--no-".length;
  const body = arg.slice(negated ? "--no-".length : 2);
  const equals = body.indexOf("=", 1);
  if (equals !== -1 && equals < body.length - 1) {
    const key = body.slice(0, equals);
    const value = body.slice(equals + 1);
    assign(schema, result, arg, key, schema.booleans.has(key) ? value !== "false" : value);
    return "left next";
  }
  if (negated && schema.negatable.has(body)) {
    assign(schema, result, arg, body, false, "replace");
    return "left next";
  }
  const key = negated ? `no-${body}` : body;
  const takesNext = !schema.allBooleans && next !== undefined && !next.startsWith("-");
  return assignNext(schema, result, arg, key, next, takesNext);
}

/** A group of one-letter flags: the last may take the next argument, an earlier one the rest of the group. */
function readShort(schema: Schema, result: Nested, arg: string, next: string | undefined): Took {
  const group = arg.slice(1, -1);
  for (let j = 0; j < group.length; j++) {
    const letter = group[j]!;
    const rest = arg.slice(j + 2);
    const value = valueInGroup(letter, rest, group[j + 1]);
    assign(schema, result, arg, letter, value ?? schema.bare(letter));
    if (value !== undefined && rest !== "-") return "left next";
  }
  const last = arg.slice(-1);
  if (last === "-") return "left next";
  const takesNext = next !== undefined && !/^--?[^-]/.test(next);
  return assignNext(schema, result, arg, last, next, takesNext);
}

/** `-n5`, `-n=5`, `-I/path` and `-f-` carry a value; `-abc` does not. */
function valueInGroup(letter: string, rest: string, after: string | undefined): string | undefined {
  if (rest === "-") return rest;
  if (/[A-Za-z]/.test(letter)) {
    const assigned = /=(.+)/.exec(rest);
    if (assigned) return assigned[1]!;
    if (/\d+(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  }
  return after !== undefined && /\W/.test(after) ? rest : undefined;
}

function assignNext(
  schema: Schema,
  result: Nested,
  arg: string,
  key: string,
  next: string | undefined,
  takesNext: boolean,
): Took {
  if (next && takesNext && !schema.isBoolean(key)) {
    assign(schema, result, arg, key, next);
    return "took next";
  }
  if (next === "true" || next === "false") {
    assign(schema, result, arg, key, next === "true");
    return "took next";
  }
  assign(schema, result, arg, key, schema.bare(key));
  return "left next";
}

function assign(
  schema: Schema,
  result: Nested,
  arg: string,
  key: string,
  given: string | boolean,
  how: "collect" | "replace" = "collect",
): void {
  if (!schema.knows(key, arg) && schema.unknown?.(arg, key, given) === false) return;
  const value = typeof given === "string" && !schema.strings.has(key) && isNumeric(given) ? Number(given) : given;
  const collect = how === "collect" && schema.collected.has(key);
  for (const name of schema.namesOf(key)) setNested(result, name, value, collect);
}
