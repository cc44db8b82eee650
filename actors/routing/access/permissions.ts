import { isLiteral } from "../subjects/subject.ts";
import { type PermissionRules, type ResponseLimits, responseLimits } from "./permission_rules.ts";
import { SubjectList } from "./_subject_list.ts";

/** Judgements that are remembered, of each kind. When there are more, all are forgotten. */
const REMEMBERED = 1_024;

/** Tells whether a message is not for a subscription, although its pattern matches. */
export type DeliveryFilter = (subject: string) => boolean;

/**
 * What a user may do, ready to be asked for every message. Shared by all connections of the user; never changed.
 *
 * The rules are those of nats-server, but for three corners in which that lets more through than its lists say: what a
 * subscription's wildcards can match must be within one allowed pattern (`foo.>` is not within `foo.*`); a denied subject is
 * denied in every queue group; and a message with a denied subject is kept from every subscription with wildcards.
 *
 * @example
 * ```ts
 * import { Permissions } from "@mailroom/mailroom/transports";
 *
 * const permissions = new Permissions({ publish: { allow: ["sensors.>"] }, subscribe: { deny: ["sensors.secret"] } });
 * permissions.mayPublish("sensors.hall.temperature"); // true
 * permissions.filter("sensors.*")?.("sensors.secret"); // true: it is not delivered
 * ```
 */
export class Permissions {
  /** The limits of answers to what was received; `undefined` where they are nothing special. */
  readonly responses: ResponseLimits | undefined;
  readonly #publishAllow: SubjectList | undefined;
  readonly #publishDeny: SubjectList | undefined;
  readonly #subscribeAllow: SubjectList | undefined;
  readonly #subscribeDeny: SubjectList | undefined;
  readonly #publishable = new Map<string, boolean>();
  readonly #denied = new Map<string, boolean>();

  /**
   * Takes the rules in.
   *
   * @throws {TypeError} for an entry that is no pattern
   * @throws {RangeError} for limits that are no numbers
   */
  constructor(rules: PermissionRules) {
    const { publish = {}, subscribe = {} } = rules;
    this.responses = responseLimits(rules.allowResponses);
    // Who may answer and nothing is said of what else: nothing else.
    const nothing = this.responses === undefined ? undefined : new SubjectList([], false);
    this.#publishAllow = listOf(publish.allow, false) ?? nothing;
    this.#publishDeny = listOf(publish.deny, false);
    this.#subscribeAllow = listOf(subscribe.allow, true);
    this.#subscribeDeny = listOf(subscribe.deny, true);
  }

  /** Whether messages may be sent to a subject; answers to what was received are another matter. */
  mayPublish(subject: string): boolean {
    return remembered(this.#publishable, subject, () => {
      if (this.#publishAllow !== undefined && !this.#publishAllow.matches(subject)) return false;
      return this.#publishDeny === undefined || !this.#publishDeny.matches(subject);
    });
  }

  /** Whether a pattern may be subscribed to, in a queue group or alone. */
  maySubscribe(pattern: string, queue?: string): boolean {
    if (this.#subscribeAllow !== undefined && !this.#subscribeAllow.contains(pattern, queue)) return false;
    return this.#subscribeDeny === undefined || !this.#denies(this.#subscribeDeny, pattern, queue);
  }

  /** What a subscription must not hear though its pattern, which is allowed, matches; `undefined` where there is nothing. */
  filter(pattern: string, queue?: string): DeliveryFilter | undefined {
    const deny = this.#subscribeDeny;
    if (deny === undefined || isLiteral(pattern) || !deny.touches(pattern, queue)) return undefined;
    return (subject) => this.#denies(deny, subject, queue);
  }

  #denies(deny: SubjectList, subject: string, queue: string | undefined): boolean {
    if (remembered(this.#denied, subject, () => deny.matches(subject))) return true;
    return queue !== undefined && deny.grouped && deny.matchesQueue(subject, queue);
  }
}

function listOf(entries: readonly string[] = [], queues: boolean): SubjectList | undefined {
  return entries.length === 0 ? undefined : new SubjectList(entries, queues);
}

function remembered(memory: Map<string, boolean>, subject: string, judge: () => boolean): boolean {
  const known = memory.get(subject);
  if (known !== undefined) return known;
  if (memory.size >= REMEMBERED) memory.clear();
  const judgement = judge();
  memory.set(subject, judgement);
  return judgement;
}
