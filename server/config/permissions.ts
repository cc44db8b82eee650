import type { PermissionRules, ResponseRules, SubjectRules } from "../../actors/routing/access/permission_rules.ts";
import { Permissions } from "../../actors/routing/access/permissions.ts";
import { type Keys, number, type Place, type Read, readBlock } from "./kinds.ts";
import { parseDuration } from "./durations.ts";
import type { ConfigBlock, ConfigValue } from "./value.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A subject, or a list of them. */
function subjects<T>(set: (into: T, subjects: readonly string[]) => void): Read<T> {
  return (into, { value }, { fail }) => {
    const list: readonly ConfigValue[] | undefined = Array.isArray(value) ? value : undefined;
    const texts = list === undefined ? [value] : list.map((each) => each.value);
    if (!texts.every((text) => typeof text === "string")) throw fail("a subject, or a list of subjects");
    set(into, texts as string[]);
  };
}

const RULES: Keys<Draft<SubjectRules>> = {
  allow: subjects((into, list) => into.allow = list),
  deny: subjects((into, list) => into.deny = list),
};

/** What is allowed, or a block with `allow` and `deny`. */
function rules(set: (into: Draft<PermissionRules>, rules: SubjectRules) => void): Read<Draft<PermissionRules>> {
  return (into, value, at) => {
    if (value.value instanceof Map) return set(into, readBlock(value.value as ConfigBlock, RULES, {}, `${at.path}.`));
    subjects<Draft<PermissionRules>>((into, allow) => set(into, { allow }))(into, value, at);
  };
}

const expires: Read<Draft<ResponseRules>> = (into, { value }, { fail }) => {
  const [, sign = "", rest = ""] = /^(-?)(.*)$/s.exec(String(value))!;
  const time = typeof value === "number" ? Math.abs(value) * 1_000 : parseDuration(rest);
  if (time === undefined) throw fail('seconds, or a duration such as "2m"');
  into.expires = sign === "-" ? -time : time;
};
const most = number<Draft<ResponseRules>>((into, max) => into.max = max, Number.MIN_SAFE_INTEGER);
const RESPONSES: Keys<Draft<ResponseRules>> = {
  max: most,
  max_msgs: most,
  max_messages: most,
  max_responses: most,
  expires,
  expiration: expires,
  ttl: expires,
};

const responses: Read<Draft<PermissionRules>> = (into, { value }, { path, fail }) => {
  if (typeof value === "boolean") into.allowResponses = value;
  else if (value instanceof Map) into.allowResponses = readBlock(value as ConfigBlock, RESPONSES, {}, `${path}.`);
  else throw fail("true, or a block with max and expires");
};

const publish = rules((into, rules) => into.publish = rules);
const subscribe = rules((into, rules) => into.subscribe = rules);
const KEYS: Keys<Draft<PermissionRules>> = {
  publish,
  pub: publish,
  import: publish,
  subscribe,
  sub: subscribe,
  export: subscribe,
  allow_responses: responses,
  publish_allow_responses: responses,
};

/** A block of what a user may do; tried out, so that a mistake is told with its line. */
export function permissions<T>(set: (into: T, rules: PermissionRules) => void): Read<T> {
  return (into, { value }, { path, fail }: Place) => {
    if (!(value instanceof Map)) throw fail("a block in braces");
    const rules = readBlock<Draft<PermissionRules>>(value as ConfigBlock, KEYS, {}, `${path}.`);
    try {
      new Permissions(rules);
    } catch (error) {
      throw fail(`subjects: ${error instanceof Error ? error.message : error}`);
    }
    set(into, rules);
  };
}
