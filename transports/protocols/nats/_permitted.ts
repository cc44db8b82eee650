import type { Permissions } from "../../../actors/routing/access/permissions.ts";
import { ReplyGrants } from "../../../actors/routing/access/reply_grants.ts";
import { publishViolation, replyViolation } from "./errors.ts";
import { isReservedReply, isReservedSubject } from "./_reserved.ts";
import type { Subscription } from "../../../actors/routing/subscription.ts";

/** What one client may do that may not do everything. */
export class Permitted {
  readonly #permissions: Permissions;
  readonly #replies: ReplyGrants | undefined;

  /** By the rules of its user. `before` is what held until now: what it has let the client answer stays. */
  constructor(permissions: Permissions, now: () => number, before?: Permitted) {
    this.#permissions = permissions;
    const { responses } = permissions;
    const replies = before === undefined ? undefined : before.#replies;
    this.#replies = responses && (replies?.holds(responses) ? replies : new ReplyGrants(responses, now));
  }

  /** Whether a message may go there. An answer to one that was received is counted. */
  publishes(subject: string): boolean {
    return this.#permissions.mayPublish(subject) || this.#replies?.use(subject) === true;
  }

  /** Whether that may be subscribed to. */
  subscribes(subject: string, queue: string | undefined): boolean {
    return this.#permissions.maySubscribe(subject, queue);
  }

  /** Has what is denied kept from a subscription. */
  guard(subscription: Subscription): void {
    subscription.denies = this.#permissions.filter(subscription.subject, subscription.queue);
  }

  /** The client has received a message that can be answered. */
  received(reply: string): void {
    this.#replies?.grant(reply);
  }
}

/** What is against a message to `subject` that is to be answered at `reply`; `undefined` where nothing is. */
export function publishProblem(
  subject: string,
  reply: string | undefined,
  permitted: Permitted | undefined,
): string | undefined {
  if (isReservedSubject(subject) || permitted?.publishes(subject) === false) return publishViolation(subject);
  return reply !== undefined && isReservedReply(reply) ? replyViolation(reply) : undefined;
}
