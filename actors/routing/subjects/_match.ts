/**
 * A queue group that receives a message: one of its members is to get it.
 *
 * @typeParam S What the table keeps as a subscription.
 */
export interface QueueGroup<S> {
  /** The name that the members share. */
  readonly queue: string;
  /** Every member whose pattern matches, at least one. */
  readonly members: readonly S[];
}

/**
 * Who receives what is sent to one subject, as it was when the table was asked.
 *
 * A match never changes but for {@linkcode Match.valid}: it may be iterated while subscriptions come and go, and be kept.
 *
 * @typeParam S What the table keeps as a subscription.
 */
export interface Match<S> {
  /**
   * Whether the table would still answer the same match. Once `false` it stays so: ask the table again.
   *
   * A match may be invalid from the start, where the table did not keep it, and may become so though no subscription
   * changed, when it has to make room for others.
   */
  readonly valid: boolean;
  /** Each of them gets the message. Two subscriptions of one receiver are two entries. */
  readonly plain: readonly S[];
  /** One member of each of them gets the message. */
  readonly groups: readonly QueueGroup<S>[];
}

/** A match with what the cache needs to know of it. */
export class KeptMatch<S> implements Match<S> {
  valid = false;
  /** The cache's slot that it is in while it is valid. */
  slot = -1;
  readonly subject: string;
  readonly plain: readonly S[];
  readonly groups: readonly QueueGroup<S>[];

  constructor(subject: string, plain: readonly S[], groups: readonly QueueGroup<S>[]) {
    this.subject = subject;
    this.plain = plain;
    this.groups = groups;
  }

  /** To how many receivers a message goes. */
  get fanout(): number {
    return this.plain.length + this.groups.length;
  }

  /** How many subscriptions it lists. */
  get weight(): number {
    let weight = this.plain.length;
    for (const { members } of this.groups) weight += members.length;
    return weight;
  }
}
