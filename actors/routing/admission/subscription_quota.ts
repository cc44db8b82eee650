/** Characters of a subject that count as much as one token of it. */
const CHARACTERS = 16;

/**
 * How much all connections of a service may subscribe to, together. Subscriptions are counted by what they take in the
 * subject table: one for each token of the subject, and at least one for each 16 characters. So `room.*` is two.
 */
export class SubscriptionQuota {
  readonly max: number;
  #used = 0;

  /** @throws {RangeError} when `max` is not a number from 1 */
  constructor(max: number) {
    if (!(max >= 1)) {
      throw new RangeError(`Cannot hold subscriptions to maxSubscribedTokens ${max}: wanted a number from 1`);
    }
    this.max = max;
  }

  /** What is taken. */
  get used(): number {
    return this.#used;
  }

  /** Whether there is room for one more subject. */
  admits(subject: string): boolean {
    return this.#used + weightOf(subject) <= this.max;
  }

  add(subject: string): void {
    this.#used += weightOf(subject);
  }

  remove(subject: string): void {
    this.#used -= weightOf(subject);
  }
}

function weightOf(subject: string): number {
  let tokens = 1;
  for (let at = subject.indexOf("."); at >= 0; at = subject.indexOf(".", at + 1)) tokens++;
  return Math.max(tokens, Math.ceil(subject.length / CHARACTERS));
}
