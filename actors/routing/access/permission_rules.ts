/** Which subjects something may be done with. What is denied is denied whatever is allowed. */
export interface SubjectRules {
  /**
   * Patterns of what is allowed; none, or an empty list, for no restriction. For subscribing, `"SUBJECT QUEUE"` allows only
   * subscriptions in that queue group, whose name may have wildcards as well.
   */
  readonly allow?: readonly string[];
  /** Patterns of what is not, likewise. Default: none. */
  readonly deny?: readonly string[];
}

/** How often and for how long a message that was received with a reply subject may be answered there. */
export interface ResponseRules {
  /** Answers to one message. Below 0 for no limit. Default, and for 0: 1. */
  readonly max?: number;
  /** Time for them, in milliseconds. Below 0 for no limit. Default, and for 0: two minutes. */
  readonly expires?: number;
}

/** What a user may do. What is left out is not restricted. */
export interface PermissionRules {
  /** What may be published to. */
  readonly publish?: SubjectRules;
  /** What may be subscribed to. */
  readonly subscribe?: SubjectRules;
  /**
   * Answers to messages that were received are allowed, whatever `publish` says; and where that allows nothing in particular,
   * nothing else is. `true` for one answer within two minutes. Default `false`.
   */
  readonly allowResponses?: boolean | ResponseRules;
}

/** {@linkcode ResponseRules} with nothing left out; `Infinity` for no limit. */
export interface ResponseLimits {
  /** Answers to one message. */
  readonly max: number;
  /** Time for them, in milliseconds. */
  readonly expires: number;
}

const MAX = 1;
const EXPIRES = 120_000;

/** Fills in what was left out; `undefined` where answers are allowed nothing. */
export function responseLimits(rules: PermissionRules["allowResponses"] = false): ResponseLimits | undefined {
  if (rules === false) return undefined;
  const { max = 0, expires = 0 } = rules === true ? {} : rules;
  return { max: limit("max", max, MAX), expires: limit("expires", expires, EXPIRES) };
}

function limit(name: string, value: number, fallback: number): number {
  if (Number.isNaN(value)) throw new RangeError(`Cannot allow responses with ${name} ${value}: wanted a number`);
  return value === 0 ? fallback : value < 0 ? Infinity : value;
}
