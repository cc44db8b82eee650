import { PagedList } from "./_paged_list.ts";

/** A node's record: its columns stand side by side, so that a visit touches one cache line. */
const STRIDE = 8;
const PARENT = 0;
const HASH = 1;
const START = 2;
const END = 3;
const STAR_CHILD = 4;
const USES = 5;
const STATE = 6;
/** The next node of the same bucket, or the next free node. */
const NEXT = 7;

const FREE = 0;
const LITERAL = 1;
const STAR = 2;

const SMALLEST = 64;

/** The root, which has no token. As no node's child is the root, 0 also says "none". */
export const ROOT = 0;

/**
 * The nodes of a tree of tokens, as numbers in a typed array: a million of them cost the garbage collector nothing to
 * trace. A node's children are found through one hash table for the whole tree, keyed by parent and token.
 *
 * A node counts its uses (its children, and what its owner adds) and is freed when none is left. Numbers of freed nodes
 * are given out again. Linear hashing adds one bucket at a time, so that no insertion waits for a large rehash.
 */
export class PatternNodes {
  /** How many nodes there are, without the root. */
  size = 0;
  #records = new Int32Array(SMALLEST * STRIDE);
  /** Per node: a text that has its token at START to END. It is the subscriber's own string, no copy is made. */
  #sources = new PagedList("");
  /** One past the highest number given out. */
  #top = 1;
  /** The first free node, or 0. */
  #free = 0;
  /** Per bucket: its first node, or 0. */
  #buckets = new Int32Array(SMALLEST);
  /** How many of the buckets are in use. */
  #used = SMALLEST;
  /** The smallest power of two that is not below #used, less one. */
  #mask = SMALLEST - 1;

  /** The child of `parent` for the literal token at `start` to `end` of `text`, or 0. */
  child(parent: number, hash: number, text: string, start: number, end: number): number {
    const records = this.#records;
    let node = this.#buckets[this.#bucket(parent, hash)]!;
    while (node !== 0) {
      const at = node * STRIDE;
      if (records[at + HASH] === hash && records[at + PARENT] === parent && this.#hasToken(node, text, start, end)) {
        break;
      }
      node = records[at + NEXT]!;
    }
    return node;
  }

  /** The child of `parent` for `*`, or 0. */
  starChild(parent: number): number {
    return this.#records[parent * STRIDE + STAR_CHILD]!;
  }

  /** Makes the child that child() did not find. */
  addChild(parent: number, hash: number, text: string, start: number, end: number): number {
    const node = this.#allocate(parent, LITERAL);
    const at = node * STRIDE;
    this.#records[at + HASH] = hash;
    this.#records[at + START] = start;
    this.#records[at + END] = end;
    this.#sources.reach(node);
    this.#sources.set(node, text);
    this.#link(node);
    if (this.size > this.#used) this.#addBucket();
    return node;
  }

  /** Makes the child that starChild() did not find. */
  addStarChild(parent: number): number {
    const node = this.#allocate(parent, STAR);
    this.#records[parent * STRIDE + STAR_CHILD] = node;
    return node;
  }

  /** Counts one more use. */
  use(node: number): void {
    this.#records[node * STRIDE + USES]!++;
  }

  /** Takes one use back; frees the node, and then perhaps its parents, when it was the last. */
  release(node: number): void {
    const records = this.#records;
    while (--records[node * STRIDE + USES]! === 0 && node !== ROOT) {
      const at = node * STRIDE;
      const parent = records[at + PARENT]!;
      if (records[at + STATE] === STAR) {
        records[parent * STRIDE + STAR_CHILD] = 0;
      } else {
        this.#unlink(node);
        this.#sources.set(node, "");
      }
      records[at + STATE] = FREE;
      records[at + NEXT] = this.#free;
      this.#free = node;
      this.size--;
      node = parent;
    }
  }

  /** Whether so much room is free that compact() pays. */
  get sparse(): boolean {
    return this.#top > SMALLEST && this.size < this.#top >> 3;
  }

  /** Renumbers the nodes without gaps, in their old order, and gives room back. Returns the old numbers by the new. */
  compact(): Int32Array {
    const records = this.#records;
    const sources = this.#sources;
    const oldByNew = new Int32Array(this.size + 1);
    const newByOld = new Int32Array(this.#top);
    let top = 1;
    for (let node = 1; node < this.#top; node++) {
      if (records[node * STRIDE + STATE] === FREE) continue;
      oldByNew[top] = node;
      newByOld[node] = top++;
    }
    let room = SMALLEST;
    while (room < top) room *= 2;
    this.#records = new Int32Array(room * STRIDE);
    this.#sources = new PagedList("");
    this.#sources.reach(top - 1);
    this.#top = top;
    this.#free = 0;
    this.#buckets = new Int32Array(room);
    this.#used = room;
    this.#mask = room - 1;
    for (const [node, old] of oldByNew.entries()) {
      const at = node * STRIDE;
      this.#records.set(records.subarray(old * STRIDE, (old + 1) * STRIDE), at);
      this.#records[at + PARENT] = newByOld[records[old * STRIDE + PARENT]!]!;
      this.#records[at + STAR_CHILD] = newByOld[records[old * STRIDE + STAR_CHILD]!]!;
      if (this.#records[at + STATE] !== LITERAL) continue;
      this.#sources.set(node, sources.get(old));
      this.#link(node);
    }
    return oldByNew;
  }

  /** The tokens from the root to the node, joined. */
  path(node: number): string {
    const tokens: string[] = [];
    while (node !== ROOT) {
      const [parent, , start, end, , , state] = this.#records.subarray(node * STRIDE);
      tokens.push(state === STAR ? "*" : this.#sources.get(node).slice(start, end));
      node = parent!;
    }
    return tokens.reverse().join(".");
  }

  #hasToken(node: number, text: string, start: number, end: number): boolean {
    const at = node * STRIDE;
    let i = this.#records[at + START]!;
    if (this.#records[at + END]! - i !== end - start) return false;
    const source = this.#sources.get(node);
    for (let j = start; j < end; i++, j++) {
      if (source.charCodeAt(i) !== text.charCodeAt(j)) return false;
    }
    return true;
  }

  #allocate(parent: number, state: number): number {
    let node = this.#free;
    if (node !== 0) {
      this.#free = this.#records[node * STRIDE + NEXT]!;
    } else {
      node = this.#top++;
      if (node * STRIDE === this.#records.length) {
        this.#records = doubled(this.#records);
        this.#buckets = doubled(this.#buckets);
      }
    }
    this.#records[node * STRIDE + PARENT] = parent;
    this.#records[node * STRIDE + STATE] = state;
    this.size++;
    this.use(parent);
    return node;
  }

  #bucket(parent: number, hash: number): number {
    const mixed = Math.imul(hash ^ Math.imul(parent, 0x9e3779b1), 0x85ebca6b);
    const bucket = (mixed ^ (mixed >>> 15)) & this.#mask;
    return bucket < this.#used ? bucket : bucket & (this.#mask >> 1);
  }

  /** Takes one more bucket into use, and moves there what belongs there: all of it was in one other. */
  #addBucket(): void {
    const bucket = this.#used++;
    if (bucket > this.#mask) this.#mask = this.#mask * 2 + 1;
    const other = bucket & (this.#mask >> 1);
    let node = this.#buckets[other]!;
    this.#buckets[other] = 0;
    while (node !== 0) {
      const next = this.#records[node * STRIDE + NEXT]!;
      this.#link(node);
      node = next;
    }
  }

  #link(node: number): void {
    const at = node * STRIDE;
    const bucket = this.#bucket(this.#records[at + PARENT]!, this.#records[at + HASH]!);
    this.#records[at + NEXT] = this.#buckets[bucket]!;
    this.#buckets[bucket] = node;
  }

  #unlink(node: number): void {
    const records = this.#records;
    const at = node * STRIDE;
    const bucket = this.#bucket(records[at + PARENT]!, records[at + HASH]!);
    let before = this.#buckets[bucket]!;
    if (before === node) {
      this.#buckets[bucket] = records[at + NEXT]!;
      return;
    }
    while (records[before * STRIDE + NEXT] !== node) before = records[before * STRIDE + NEXT]!;
    records[before * STRIDE + NEXT] = records[at + NEXT]!;
  }
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(column.length * 2);
  wider.set(column);
  return wider;
}
