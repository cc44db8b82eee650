/**
 * The subject table: who subscribed to what, asked for every message.
 *
 * @module
 */

import type { KeptMatch, Match, QueueGroup } from "./_match.ts";
import { MatchBuilder } from "./_match_builder.ts";
import { MatchCache } from "./_match_cache.ts";
import { PatternTrie } from "./_pattern_trie.ts";
import { type Held, holds, Subscribers, withAdded, withRemoved } from "./_subscribers.ts";
import { TokenScanner } from "./_token_scanner.ts";

export type { Match, QueueGroup };

/** Options for {@linkcode SubjectTable}. */
export interface SubjectTableOptions {
  /**
   * For how many subjects the match is kept, from 0 (none) up. Each costs about 500 bytes beside the subscriptions it
   * lists; those are bounded at a million for all together.
   *
   * @default {4096}
   */
  cacheCapacity?: number;
}

/** One subscription in a {@linkcode SubjectTable}. */
export interface SubjectTableEntry<S> {
  /** The pattern it was inserted with. */
  readonly pattern: string;
  /** The name of its queue group, `undefined` for a plain subscription. */
  readonly queue: string | undefined;
  /** The subscription. */
  readonly subscription: S;
}

/** What a {@linkcode SubjectTable} has counted since it was made, and how large it is. */
export interface SubjectTableStats {
  /** Subscriptions inserted. */
  readonly inserts: number;
  /** Subscriptions removed. */
  readonly removes: number;
  /** Calls of `match`. */
  readonly matches: number;
  /** How many of those were answered from the cache. */
  readonly cacheHits: number;
  /** Subjects in the cache. */
  readonly cacheSize: number;
  /** The most receivers (plain subscriptions and queue groups) that a subject in the cache has. */
  readonly maxFanout: number;
  /** How many receivers a subject in the cache has on average; 0 when there is none. */
  readonly averageFanout: number;
  /** Literal patterns, and nodes of the tree that holds the others. 0 when the table is empty. */
  readonly nodes: number;
}

/**
 * Subscriptions by pattern: finds all whose pattern matches a subject, by the rules of {@linkcode matches}.
 *
 * | operation | cost |
 * | --- | --- |
 * | `match`, subject in the cache | one `Map` lookup |
 * | `match`, otherwise | the subject's characters, the tree's nodes that match, the subscriptions found |
 * | `insert`, `remove` | the pattern's characters, and the kept matches that it changes |
 *
 * A table without subscriptions has given back all its memory but that of the cache. Up to 16 million different literal
 * patterns fit in: that is what a `Map` can hold.
 *
 * @typeParam S What is kept as a subscription. The table compares by identity and never looks inside.
 *
 * @example Usage
 * ```ts
 * import { SubjectTable } from "./subject_table.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const table = new SubjectTable<{ sid: number }>();
 * const anne = { sid: 1 };
 * const bert = { sid: 2 };
 * table.insert("room.*", anne);
 * table.insert("room.lobby", bert, "workers");
 *
 * const { plain, groups } = table.match("room.lobby");
 * assertEquals(plain, [anne]);
 * assertEquals(groups, [{ queue: "workers", members: [bert] }]);
 * ```
 */
export class SubjectTable<S extends object> {
  /** Patterns without wildcards match one subject only, so that no tree is needed for them. */
  readonly #literals = new Map<string, Held<S>>();
  readonly #trie = new PatternTrie<S>();
  readonly #cache: MatchCache<S>;
  readonly #tokens = new TokenScanner();
  readonly #builder = new MatchBuilder<S>();
  #inserts = 0;
  #removes = 0;
  #matches = 0;
  #cacheHits = 0;

  /**
   * Makes an empty table.
   *
   * @param options The size of the cache.
   * @throws {RangeError} If `cacheCapacity` is not a whole number from 0 to 1,048,576.
   */
  constructor(options: SubjectTableOptions = {}) {
    const { cacheCapacity = 4096 } = options;
    if (!Number.isInteger(cacheCapacity) || cacheCapacity < 0 || cacheCapacity > 2 ** 20) {
      throw new RangeError(
        `Cannot create a subject table: cacheCapacity is ${cacheCapacity}, wanted a whole number from 0 to 1048576`,
      );
    }
    this.#cache = new MatchCache(cacheCapacity);
  }

  /** How many subscriptions there are. */
  get size(): number {
    return this.#inserts - this.#removes;
  }

  /** Counters and sizes, gathered when asked: the time it takes is that of a walk through the cache. */
  get stats(): SubjectTableStats {
    let maxFanout = 0;
    let fanouts = 0;
    for (const { fanout } of this.#cache.values()) {
      maxFanout = Math.max(maxFanout, fanout);
      fanouts += fanout;
    }
    const cacheSize = this.#cache.size;
    return {
      inserts: this.#inserts,
      removes: this.#removes,
      matches: this.#matches,
      cacheHits: this.#cacheHits,
      cacheSize,
      maxFanout,
      averageFanout: cacheSize === 0 ? 0 : fanouts / cacheSize,
      nodes: this.#literals.size + this.#trie.nodes,
    };
  }

  /**
   * Adds a subscription.
   *
   * @param pattern What to subscribe to. The string is kept, not copied.
   * @param subscription The subscription. It may be in the table many times, but once for one pattern and queue.
   * @param queue The name of the queue group to join; without it the subscription is a plain one.
   * @returns `false`, with nothing changed, when the pattern is malformed or the subscription is there already.
   * @throws {RangeError} If there are too many different literal patterns; nothing is changed then.
   */
  insert(pattern: string, subscription: S, queue?: string): boolean {
    const tokens = this.#tokens;
    if (!tokens.readPattern(pattern)) return false;
    if (tokens.wildcards > 0) {
      if (!this.#trie.insert(pattern, tokens, subscription, queue)) return false;
      this.#cache.invalidateMatching(pattern, tokens);
    } else {
      const held = this.#literals.get(pattern);
      if (holds(held, subscription, queue)) return false;
      const more = withAdded(held, subscription, queue);
      if (more !== held) this.#literals.set(pattern, more);
      this.#cache.invalidateSubject(pattern);
    }
    this.#inserts++;
    return true;
  }

  /**
   * Takes a subscription away.
   *
   * @param pattern The pattern it was inserted with.
   * @param subscription The subscription.
   * @param queue The queue group it was inserted with.
   * @returns `false` when there is no such subscription.
   */
  remove(pattern: string, subscription: S, queue?: string): boolean {
    const tokens = this.#tokens;
    if (!tokens.readPattern(pattern)) return false;
    if (tokens.wildcards > 0) {
      if (!this.#trie.remove(pattern, tokens, subscription, queue)) return false;
      this.#cache.invalidateMatching(pattern, tokens);
    } else {
      const held = this.#literals.get(pattern);
      if (held === undefined || !holds(held, subscription, queue)) return false;
      const left = withRemoved(held, subscription, queue);
      if (left === undefined) this.#literals.delete(pattern);
      else if (left !== held) this.#literals.set(pattern, left);
      this.#cache.invalidateSubject(pattern);
    }
    this.#removes++;
    return true;
  }

  /**
   * Finds everybody who is to receive what is sent to a subject. Wildcards in the subject are plain text; a subject with
   * an empty token is received by nobody.
   *
   * The subscriptions of one pattern come in the order of their insertion. Nothing is promised for the order among
   * patterns and groups, but that it stays while the match is valid.
   *
   * @param subject What the message is sent to.
   * @returns The match, shared with every caller who asks for the same subject.
   */
  match(subject: string): Match<S> {
    this.#matches++;
    const kept = this.#cache.get(subject);
    if (kept === undefined) return this.#find(subject);
    this.#cacheHits++;
    return kept;
  }

  /**
   * Lists every subscription, in no promised order. The table must not be changed before the iteration is over.
   *
   * @returns The subscriptions, made one by one as they are asked for.
   */
  *patterns(): Iterable<SubjectTableEntry<S>> {
    for (const entries of [this.#literals, this.#trie.entries()]) {
      for (const [pattern, held] of entries) {
        if (!(held instanceof Subscribers)) {
          yield { pattern, queue: undefined, subscription: held };
          continue;
        }
        for (const subscription of held.plain ?? []) yield { pattern, queue: undefined, subscription };
        for (const [queue, members] of held.groups ?? []) {
          for (const subscription of members) yield { pattern, queue, subscription };
        }
      }
    }
  }

  #find(subject: string): KeptMatch<S> {
    const tokens = this.#tokens;
    const builder = this.#builder;
    if (!tokens.readSubject(subject)) return builder.finish(subject);
    const literal = this.#literals.get(subject);
    if (literal !== undefined) builder.add(literal);
    this.#trie.collect(subject, tokens, builder);
    const match = builder.finish(subject);
    this.#cache.offer(match, tokens);
    return match;
  }
}
