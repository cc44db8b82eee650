import { PagedList } from "./_paged_list.ts";
import { PatternNodes, ROOT } from "./_pattern_nodes.ts";
import type { MatchBuilder } from "./_match_builder.ts";
import { type Held, holds, withAdded, withRemoved } from "./_subscribers.ts";
import { STAR, TAIL, type TokenScanner } from "./_token_scanner.ts";

/**
 * The patterns that have wildcards, and their subscribers, as a tree of tokens.
 *
 * Each node has two places for subscribers: the even one for the pattern that ends in the node, the odd one for the
 * pattern that goes on with `>`. All methods but entries() expect that the scanner has just read the text.
 */
export class PatternTrie<S extends object> {
  readonly #nodes = new PatternNodes();
  #held = placesFor<S>(ROOT);
  /** Nodes and depths still to visit; reused, and not the call stack, as a pattern may have thousands of tokens. */
  #pending: number[] = [];

  /** How many nodes there are. */
  get nodes(): number {
    return this.#nodes.size;
  }

  /** Adds a subscription; false when it is there already. */
  insert(pattern: string, tokens: TokenScanner, subscription: S, queue: string | undefined): boolean {
    const place = this.#reach(pattern, tokens);
    const held = this.#held.get(place);
    if (held === undefined) this.#nodes.use(place >> 1);
    else if (holds(held, subscription, queue)) return false;
    this.#held.set(place, withAdded(held, subscription, queue));
    return true;
  }

  /** Takes a subscription away; false when it is not there. */
  remove(pattern: string, tokens: TokenScanner, subscription: S, queue: string | undefined): boolean {
    const place = this.#find(pattern, tokens);
    if (place === -1) return false;
    const held = this.#held.get(place);
    if (held === undefined || !holds(held, subscription, queue)) return false;
    const left = withRemoved(held, subscription, queue);
    this.#held.set(place, left);
    if (left === undefined) {
      this.#nodes.release(place >> 1);
      if (this.#nodes.sparse) this.#compact();
    }
    return true;
  }

  /** Hands the subscribers of every pattern that matches the subject to the builder. */
  collect(subject: string, tokens: TokenScanner, builder: MatchBuilder<S>): void {
    const nodes = this.#nodes;
    const held = this.#held;
    const pending = this.#pending;
    const { count, starts, ends, hashes } = tokens;
    if (nodes.size === 0 && held.get(1) === undefined) return;
    let node = ROOT;
    let depth = 0;
    while (true) {
      if (depth === count) {
        const exact = held.get(node * 2);
        if (exact !== undefined) builder.add(exact);
        node = 0;
      } else {
        const tail = held.get(node * 2 + 1);
        if (tail !== undefined) builder.add(tail);
        const star = nodes.starChild(node);
        if (star !== 0) pending.push(star, depth + 1);
        node = nodes.child(node, hashes[depth]!, subject, starts[depth]!, ends[depth]!);
        depth++;
      }
      if (node !== 0) continue;
      if (pending.length === 0) return;
      depth = pending.pop()!;
      node = pending.pop()!;
    }
  }

  /** Every pattern and what is held for it. The tree must not change meanwhile. */
  *entries(): Iterable<[pattern: string, held: Held<S>]> {
    for (let place = 0; place < this.#held.length; place++) {
      const held = this.#held.get(place);
      if (held === undefined) continue;
      const path = this.#nodes.path(place >> 1);
      const pattern = (place & 1) === 0 ? path : path === "" ? ">" : `${path}.>`;
      yield [pattern, held];
    }
  }

  #reach(pattern: string, tokens: TokenScanner): number {
    const { count, starts, ends, hashes, kinds } = tokens;
    let node = ROOT;
    for (let i = 0; i < count; i++) {
      if (kinds[i] === TAIL) return node * 2 + 1;
      node = kinds[i] === STAR
        ? this.#nodes.starChild(node) || this.#add(this.#nodes.addStarChild(node))
        : this.#nodes.child(node, hashes[i]!, pattern, starts[i]!, ends[i]!) ||
          this.#add(this.#nodes.addChild(node, hashes[i]!, pattern, starts[i]!, ends[i]!));
    }
    return node * 2;
  }

  #find(pattern: string, tokens: TokenScanner): number {
    const { count, starts, ends, hashes, kinds } = tokens;
    let node = ROOT;
    for (let i = 0; i < count; i++) {
      if (kinds[i] === TAIL) return node * 2 + 1;
      node = kinds[i] === STAR
        ? this.#nodes.starChild(node)
        : this.#nodes.child(node, hashes[i]!, pattern, starts[i]!, ends[i]!);
      if (node === 0) return -1;
    }
    return node * 2;
  }

  /** Makes places for a node that was added. */
  #add(node: number): number {
    this.#held.reach(node * 2 + 1);
    return node;
  }

  #compact(): void {
    const oldByNew = this.#nodes.compact();
    const held = this.#held;
    this.#held = placesFor<S>(oldByNew.length - 1);
    for (const [node, old] of oldByNew.entries()) {
      this.#held.set(node * 2, held.get(old * 2));
      this.#held.set(node * 2 + 1, held.get(old * 2 + 1));
    }
  }
}

/** Places for the nodes up to the number `last`. */
function placesFor<S>(last: number): PagedList<Held<S> | undefined> {
  const places = new PagedList<Held<S> | undefined>(undefined);
  places.reach(last * 2 + 1);
  return places;
}
