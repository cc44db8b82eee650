import { KeptMatch, type QueueGroup } from "./_match.ts";
import { type Held, Subscribers } from "./_subscribers.ts";

const NOBODY: readonly never[] = Object.freeze([]);

/** Gathers the subscribers of all the patterns that match one subject. */
export class MatchBuilder<S extends object> {
  #plain: S[] | undefined;
  /** Members by queue, from whichever pattern they come. */
  readonly #groups = new Map<string, S[]>();

  /** Adds what is held for one pattern. */
  add(held: Held<S>): void {
    if (!(held instanceof Subscribers)) {
      if (this.#plain === undefined) this.#plain = [held];
      else this.#plain.push(held);
      return;
    }
    if (held.plain !== undefined) {
      const plain = this.#plain ??= [];
      for (const subscription of held.plain) plain.push(subscription);
    }
    if (held.groups === undefined) return;
    for (const [queue, members] of held.groups) {
      const gathered = this.#groups.get(queue);
      if (gathered === undefined) this.#groups.set(queue, [...members]);
      else for (const subscription of members) gathered.push(subscription);
    }
  }

  /** Makes the match of what was added, and begins anew. */
  finish(subject: string): KeptMatch<S> {
    const plain = this.#plain ?? NOBODY;
    this.#plain = undefined;
    if (this.#groups.size === 0) return new KeptMatch<S>(subject, plain, NOBODY);
    const groups: QueueGroup<S>[] = [];
    for (const [queue, members] of this.#groups) groups.push({ queue, members });
    this.#groups.clear();
    return new KeptMatch<S>(subject, plain, groups);
  }
}
