import type { KeptMatch } from "./_match.ts";
import { matches } from "./subject.ts";
import { TokenIndex } from "./_token_index.ts";
import type { TokenScanner } from "./_token_scanner.ts";

/** How many listed subscriptions all kept matches together may hold: 8 MB of references. */
const HEAVIEST = 2 ** 20;
/** How many missed subjects are remembered before the marks are wiped, and how many marks there are. */
const SIGHTINGS = 4096;
const MARKS = SIGHTINGS * 8;

/**
 * The matches of the subjects in use. What no longer holds is marked invalid and dropped at once, and nothing else is.
 *
 * The oldest make room for new ones. Once there is no free slot, a subject must be missed twice in a while to get one:
 * a stream of reply subjects, each used once, would otherwise push everything else out.
 */
export class MatchCache<S extends object> {
  readonly #capacity: number;
  readonly #bySubject = new Map<string, KeptMatch<S>>();
  /** The rest is made when the first match is kept: a table that is never asked needs none of it. */
  #index: TokenIndex | undefined;
  readonly #slots: (KeptMatch<S> | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  /** The slot whose match makes room next. */
  #hand = 0;
  #weight = 0;
  /** By hash of the subject: 1 when it was missed since the marks were last wiped. */
  #seen: Uint8Array | undefined;
  #sightings = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#bySubject.size;
  }

  get(subject: string): KeptMatch<S> | undefined {
    return this.#bySubject.get(subject);
  }

  values(): Iterable<KeptMatch<S>> {
    return this.#bySubject.values();
  }

  /** Keeps a match that get() did not find, if it deserves it. The scanner has just read the subject. */
  offer(match: KeptMatch<S>, tokens: TokenScanner): void {
    if (this.#capacity === 0) return;
    const full = this.#bySubject.size === this.#capacity;
    if (full && !this.#seenBefore(tokens)) return;
    const weight = match.weight;
    while (this.size > 0 && (this.size === this.#capacity || this.#weight + weight > HEAVIEST)) this.#dropOldest();
    const slot = this.#freeSlots.pop() ?? this.#slots.length;
    this.#slots[slot] = match;
    this.#index ??= new TokenIndex(this.#capacity);
    this.#index.add(slot, tokens);
    this.#bySubject.set(match.subject, match);
    this.#weight += weight;
    match.slot = slot;
    match.valid = true;
  }

  /** A literal pattern came or went. */
  invalidateSubject(subject: string): void {
    const match = this.#bySubject.get(subject);
    if (match !== undefined) this.#drop(match);
  }

  /** A pattern with wildcards, which the scanner has just read, came or went. */
  invalidateMatching(pattern: string, tokens: TokenScanner): void {
    if (this.size === 0) return;
    const candidates = this.#index!.candidates(tokens) ?? this.#slots.keys();
    for (const slot of candidates) {
      const match = this.#slots[slot];
      if (match !== undefined && matches(pattern, match.subject)) this.#drop(match);
    }
  }

  #seenBefore(tokens: TokenScanner): boolean {
    let hash = 0;
    for (let i = 0; i < tokens.count; i++) hash = Math.imul(hash, 31) + tokens.hashes[i]!;
    const mark = (hash ^ (hash >>> 16)) & (MARKS - 1);
    this.#seen ??= new Uint8Array(MARKS);
    if (this.#seen[mark] === 1) return true;
    if (++this.#sightings > SIGHTINGS) {
      this.#seen.fill(0);
      this.#sightings = 1;
    }
    this.#seen[mark] = 1;
    return false;
  }

  #dropOldest(): void {
    let match: KeptMatch<S> | undefined;
    while (match === undefined) {
      if (this.#hand >= this.#slots.length) this.#hand = 0;
      match = this.#slots[this.#hand++];
    }
    this.#drop(match);
  }

  #drop(match: KeptMatch<S>): void {
    this.#bySubject.delete(match.subject);
    this.#index!.delete(match.slot);
    this.#slots[match.slot] = undefined;
    this.#freeSlots.push(match.slot);
    this.#weight -= match.weight;
    match.valid = false;
  }
}
