import type { ResponseLimits } from "./permission_rules.ts";

/** Replies that are remembered; of more, the oldest are forgotten. */
const MOST = 4_096;

/** The subjects on which one connection may answer because it has received a message that named them. */
export class ReplyGrants {
  readonly #limits: ResponseLimits;
  readonly #now: () => number;
  readonly #most: number;
  /** In the order in which they were granted, which is that of their ends. */
  readonly #grants = new Map<string, { readonly end: number; left: number }>();

  /**
   * Grants what `limits` say.
   *
   * @param now the time in milliseconds
   * @param most the most grants at once
   */
  constructor(limits: ResponseLimits, now: () => number, most: number = MOST) {
    this.#limits = limits;
    this.#now = now;
    this.#most = most;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#grants.size;
  }

  /** Whether these are the limits by which it grants. */
  holds({ max, expires }: ResponseLimits): boolean {
    return max === this.#limits.max && expires === this.#limits.expires;
  }

  /** A message that names this subject was received: it may be answered, counted anew. */
  grant(reply: string): void {
    // Put behind all others, because it is the newest again.
    this.#grants.delete(reply);
    this.#grants.set(reply, { end: this.#now() + this.#limits.expires, left: this.#limits.max });
    if (this.#grants.size > this.#most) this.#grants.delete(this.#grants.keys().next().value!);
  }

  /** Whether an answer may go there; it is counted. */
  use(subject: string): boolean {
    const grant = this.#grants.get(subject);
    if (grant === undefined) return false;
    const alive = this.#now() <= grant.end;
    if (!alive || --grant.left <= 0) this.#grants.delete(subject);
    return alive;
  }
}
